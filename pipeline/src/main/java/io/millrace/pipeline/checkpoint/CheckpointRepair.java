package io.millrace.pipeline.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Clears what a crash can leave in a checkpoint folder. A log's files are numbered; the last one can be empty or cut off
 * (of a checkpoint that another file manager wrote, or after a loss of power), and Spark then refuses to start. Without it
 * the query goes on from the one before, and the number may come back with another range of offsets, which is harmless:
 * rows are written by version, never by batch.
 */
final class CheckpointRepair {
    private CheckpointRepair() {}

    /**
     * @param checkpoint the folder, which may be missing
     * @return the files that were removed
     */
    static List<Path> repair(Path checkpoint) throws IOException {
        List<Path> removed = new ArrayList<>();
        if (Files.notExists(checkpoint)) {
            return removed;
        }
        removed.addAll(removeUnfinished(checkpoint));
        for (String log : List.of("offsets", "commits")) {
            Optional<Path> last = last(checkpoint.resolve(log));
            while (last.isPresent() && !isWhole(last.get())) {
                Files.delete(last.get());
                Files.deleteIfExists(checksumOf(last.get()));
                removed.add(last.get());
                last = last(checkpoint.resolve(log));
            }
        }
        return removed;
    }

    /** The file with the highest number, empty where there is none. */
    static Optional<Path> last(Path log) throws IOException {
        if (Files.notExists(log)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(log)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9]{1,18}"))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString())));
        }
    }

    private static List<Path> removeUnfinished(Path checkpoint) throws IOException {
        List<Path> unfinished;
        try (Stream<Path> tree = Files.walk(checkpoint)) {
            unfinished = tree.filter(Files::isRegularFile)
                    .filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(".") && (name.endsWith(DurableFile.UNFINISHED) || name.endsWith(".tmp"));
                    })
                    .toList();
        }
        for (Path file : unfinished) {
            Files.delete(file);
        }
        return unfinished;
    }

    /** A version line, then lines of JSON. */
    private static boolean isWhole(Path file) throws IOException {
        List<String> lines = LogFile.lines(file);
        return lines.size() >= 2
                && lines.get(0).matches("v[0-9]+")
                && lines.stream().skip(1).allMatch(line -> line.equals("-") || LogFile.isJson(line));
    }

    private static Path checksumOf(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".crc");
    }
}
