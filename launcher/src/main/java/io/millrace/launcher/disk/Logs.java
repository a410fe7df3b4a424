package io.millrace.launcher.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Rotates log files: at each start, a large one becomes the old one. */
public final class Logs {
    static final long LARGE_BYTES = 16L << 20;

    private Logs() {}

    public static void rotate(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> logs =
                    files.filter(file -> file.toString().endsWith(".log")).toList();
            for (Path log : logs) {
                if (Files.size(log) > LARGE_BYTES) {
                    Path old = log.resolveSibling(log.getFileName() + ".old");
                    Files.move(log, old, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            // A log that cannot be moved is no reason not to start.
        }
    }
}
