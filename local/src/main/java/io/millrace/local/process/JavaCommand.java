package io.millrace.local.process;

import io.millrace.local.LocalException;
import io.millrace.local.UserCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command line of a Java process, with the Java that runs this one.
 *
 * @param service whose process it is, which names its {@link ClassArchive}
 * @param classPath its class path
 * @param main its main class
 * @param options JVM options
 * @param arguments arguments of main
 * @param environment added environment
 */
public record JavaCommand(
        String service,
        String classPath,
        String main,
        List<String> options,
        List<String> arguments,
        Map<String, String> environment) {

    /**
     * The command, to be run in the folder; its argument file goes there too. So do its temporary files: a process that is killed
     * leaves some behind (native libraries, say), and the next one begins without them.
     */
    public Command in(Path directory) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Counters for tools that nobody runs here cost a wake-up every 50 ms.
        command.add("-XX:-UsePerfData");
        command.addAll(options);
        // A class path of some hundred jars by way of a file: `ps` stays readable.
        Path file = directory.resolve("classpath.args");
        Path temporary = directory.toAbsolutePath().resolve("tmp");
        command.add("-Djava.io.tmpdir=" + temporary);
        try {
            UserCache.deleteTree(temporary);
            Files.createDirectories(temporary);
            Files.writeString(file, "-cp\n\"" + classPath.replace("\\", "\\\\") + "\"\n", StandardCharsets.UTF_8);
            command.addAll(archive().options());
        } catch (IOException e) {
            throw new LocalException("cannot prepare " + directory + ": " + e, e);
        }
        command.add("@" + file.toAbsolutePath());
        command.add(main);
        command.addAll(arguments);
        return new Command(command, environment, directory, "TERM");
    }

    /** The archive of its classes, made or not. */
    public ClassArchive archive() {
        return ClassArchive.of(service, classPath, options);
    }

    /** The options in a text of one option a line; empty lines and lines that begin with {@code #} do not count. */
    public static List<String> parseOptions(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
