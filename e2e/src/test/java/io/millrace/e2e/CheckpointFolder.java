package io.millrace.e2e;

import io.millrace.local.UserCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Spark's checkpoint, and what can become of it. */
final class CheckpointFolder {
    private final Path folder;

    CheckpointFolder(Path folder) {
        this.folder = folder;
    }

    /** As if the query that runs from it had run for a while. */
    void trust() throws IOException {
        Files.deleteIfExists(folder.resolve("millrace-tried"));
    }

    boolean hasFinishedBatch() throws IOException {
        return last("commits").isPresent()
                && last("commits").map(Path::getFileName).equals(last("offsets").map(Path::getFileName));
    }

    void delete() throws IOException {
        UserCache.deleteTree(folder);
    }

    void empty() throws IOException {
        delete();
        Files.createDirectories(folder);
    }

    /** The last file of the offsets, as a loss of power leaves it. */
    void cutOffLast() throws IOException {
        var last = last("offsets").orElseThrow();
        Files.writeString(next(last), Files.readString(last).substring(0, 40));
    }

    /** Empty ones, of offsets and commits, as a file manager leaves them that writes in place. */
    void leaveHalfWritten() throws IOException {
        Files.writeString(next(last("offsets").orElseThrow()), "");
        Files.writeString(next(last("commits").orElseThrow()), "");
    }

    void changeVersion() throws IOException {
        for (var log : new String[] {"offsets", "commits"}) {
            var last = last(log).orElseThrow();
            Files.writeString(last, Files.readString(last).replaceFirst("v1", "v9"));
        }
    }

    void cutOffMetadata() throws IOException {
        Files.writeString(folder.resolve("metadata"), "{\"id");
    }

    /** Well-formed, and Spark does not start from it. */
    void changeWatermark() throws IOException {
        var last = last("offsets").orElseThrow();
        Files.writeString(last, Files.readString(last).replace("\"batchWatermarkMs\":0", "\"batchWatermarkMs\":\"x\""));
    }

    void setOffsets(long offset) throws IOException {
        var last = last("offsets").orElseThrow();
        var lines = Files.readAllLines(last);
        lines.set(2, lines.get(2).replaceAll("(\"[0-9]+\"):[0-9]+", "$1:" + offset));
        Files.write(last, lines);
    }

    private static Path next(Path last) {
        return last.resolveSibling(
                Long.toString(Long.parseLong(last.getFileName().toString()) + 1));
    }

    private Optional<Path> last(String log) throws IOException {
        if (Files.notExists(folder.resolve(log))) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder.resolve(log))) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9]+"))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString())));
        }
    }
}
