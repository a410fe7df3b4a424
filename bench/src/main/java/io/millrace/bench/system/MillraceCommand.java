package io.millrace.bench.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command {@code ./millrace} of this checkout, on one data folder. What it writes to stderr goes to ours. */
public final class MillraceCommand {
    private final Path data;

    public MillraceCommand(Path data) {
        this.data = data;
    }

    public Path data() {
        return data;
    }

    /**
     * Runs a command and returns its stdout.
     *
     * @throws BenchException if it fails
     */
    public String run(String... arguments) throws InterruptedException {
        var command = new ArrayList<>(List.of(System.getProperty("millrace.home", ".") + "/millrace"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // The parent command has already rebuilt what was outdated.
        builder.environment().put("MILLRACE_BUILD", "never");
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new BenchException("`millrace " + String.join(" ", arguments) + "` ended with status " + status);
            }
            return output;
        } catch (IOException e) {
            throw new BenchException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        }
    }
}
