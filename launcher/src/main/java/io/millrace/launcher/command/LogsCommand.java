package io.millrace.launcher.command;

import io.millrace.launcher.error.LauncherException;
import io.millrace.launcher.stack.DataFolder;
import io.millrace.launcher.stack.LogTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./millrace logs}. */
@Command(name = "logs", description = "Prints the logs of the services.", mixinStandardHelpOptions = true)
public final class LogsCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 200;

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "One service (default: all).")
    private @Nullable String service;

    @Option(
            names = {"-f", "--follow"},
            description = "Follows the logs.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many of the last lines per service (default: ${DEFAULT-VALUE}).")
    private int lines = 50;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<Path, Long> printed = new LinkedHashMap<>();
        List<Path> files = files();
        for (Path file : files) {
            printed.put(file, LogTail.size(file));
            print(file, LogTail.lines(file, lines, 0), files.size() > 1);
        }
        while (follow) {
            Thread.sleep(POLL_MILLIS);
            for (Path file : files()) {
                long before = printed.getOrDefault(file, 0L);
                long size = LogTail.size(file);
                if (size != before) {
                    // A shorter file is a new file.
                    print(file, LogTail.lines(file, Integer.MAX_VALUE, size > before ? before : 0), files.size() > 1);
                    printed.put(file, size);
                }
            }
        }
        return 0;
    }

    private List<Path> files() throws IOException {
        DataFolder folder = data.folder();
        if (!Files.isDirectory(folder.logs())) {
            throw new LauncherException("there are no logs in " + folder.root() + ": name the folder with --data");
        }
        try (Stream<Path> logs = Files.list(folder.logs())) {
            List<Path> files = logs.filter(file -> file.toString().endsWith(".log"))
                    .filter(file -> service == null || name(file).equals(service))
                    .sorted()
                    .toList();
            if (files.isEmpty() && service != null) {
                throw new LauncherException("there is no log of " + service + " in " + folder.logs());
            }
            return files;
        }
    }

    private static void print(Path file, List<String> lines, boolean named) {
        String prefix = named ? String.format("%-10s | ", name(file)) : "";
        lines.forEach(line -> System.out.println(prefix + line));
        System.out.flush();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.log$", "");
    }
}
