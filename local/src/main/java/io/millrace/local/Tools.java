package io.millrace.local;

import io.millrace.local.process.PidFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Programs of the operating system. */
public final class Tools {
    private Tools() {}

    /**
     * How a short program ended.
     *
     * @param status exit status; -1 when it did not end in time or could not be started
     * @param output stdout and stderr
     */
    public record Result(int status, String output) {
        public boolean ok() {
            return status == 0;
        }

        /** The last line that says something. */
        public String lastLine() {
            return output.lines()
                    .filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .orElse("");
        }
    }

    public static Result run(Duration limit, String... command) {
        return run(limit, null, List.of(command));
    }

    public static Result run(Duration limit, @Nullable Path directory, List<String> command) {
        return run(limit, directory, command, System.getenv());
    }

    /** @param environment all that the program gets to know of it */
    public static Result run(
            Duration limit, @Nullable Path directory, List<String> command, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("millrace-", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(directory == null ? null : directory.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(output.toFile());
                builder.environment().keySet().retainAll(environment.keySet());
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!endsWithin(limit, process)) {
                    return new Result(-1, command.get(0) + " did not end within " + limit.toSeconds() + " s");
                }
                return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(-1, command.get(0) + " was interrupted");
        }
    }

    /** Whether it ended in time; it has ended in any case, also when this thread is interrupted. */
    private static boolean endsWithin(Duration limit, Process process) throws InterruptedException {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            process.destroy();
            if (process.isAlive()
                    && !process.onExit()
                            .thenApply(ended -> true)
                            .completeOnTimeout(false, 3, TimeUnit.SECONDS)
                            .join()) {
                process.destroyForcibly();
            }
        }
    }

    /** The program's path, if it is on PATH. */
    static Optional<Path> find(String program) {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "/usr/bin:/bin" : path).split(File.pathSeparator, -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /**
     * Writes its own pid into a file, as {@link PidFile} has it, before it becomes the command, so that there is no moment at
     * which a process runs that no file names. Needs Linux's {@code /proc}; without it, it only becomes the command.
     */
    private static final String NAMED = """
            _file=$1; shift
            _name() { printf '%s\\n%s/%s\\n' "$$" "$_boot" "${20}" >"$_file"; }
            if read -r _stat <"/proc/$$/stat" && read -r _boot </proc/sys/kernel/random/boot_id; then
              _name ${_stat##*")"}
            fi 2>/dev/null
            exec "$@"
            """;

    /** Has a command name itself in a file, which must be there already. */
    public static List<String> naming(Path pidFile, List<String> command) {
        List<String> named = new ArrayList<>(List.of("sh", "-c", NAMED, "sh", pidFile.toString()));
        named.addAll(command);
        return named;
    }

    /** Prefixes {@code setsid} where the system has it. It execs, so that the pid stays that of the child. */
    public static List<String> inOwnSession(List<String> command) {
        Optional<Path> setsid = find("setsid");
        if (setsid.isEmpty()) {
            return command;
        }
        List<String> prefixed = new ArrayList<>();
        prefixed.add(setsid.get().toString());
        prefixed.addAll(command);
        return prefixed;
    }
}
