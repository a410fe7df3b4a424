package io.millrace.pipeline.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Clears what a crash can leave in a checkpoint folder. A log's files are numbered; the last one can be empty or cut
 * off (of a checkpoint that another file manager wrote, or after a loss of power), and Spark then refuses to start.
 * Without it the query continues from the one before, and the number may come back with another range of offsets, which
 * is harmless: rows are written by version, never by batch.
 */
final class CheckpointRepair {
    private final FileSystem files;
    private final Path checkpoint;

    CheckpointRepair(FileSystem files, Path checkpoint) {
        this.files = files;
        this.checkpoint = checkpoint;
    }

    /** @return the files that were removed */
    List<Path> repair() throws IOException {
        List<Path> removed = new ArrayList<>();
        removeUnfinished(checkpoint, removed);
        for (String log : List.of("offsets", "commits")) {
            Optional<Path> last = last(log);
            while (last.isPresent() && !isWhole(last.get())) {
                files.delete(last.get(), false);
                files.delete(checksumOf(last.get()), false);
                removed.add(last.get());
                last = last(log);
            }
        }
        return removed;
    }

    /** The file of a log with the highest number, empty if there is none. */
    Optional<Path> last(String log) throws IOException {
        return Arrays.stream(list(new Path(checkpoint, log)))
                .map(FileStatus::getPath)
                .filter(file -> file.getName().matches("[0-9]{1,18}"))
                .max(Comparator.comparingLong(file -> Long.parseLong(file.getName())));
    }

    private void removeUnfinished(Path folder, List<Path> removed) throws IOException {
        for (FileStatus file : list(folder)) {
            String name = file.getPath().getName();
            if (file.isDirectory()) {
                removeUnfinished(file.getPath(), removed);
            } else if (name.startsWith(".") && (name.endsWith(DurableFile.UNFINISHED) || name.endsWith(".tmp"))) {
                files.delete(file.getPath(), false);
                removed.add(file.getPath());
            }
        }
    }

    private FileStatus[] list(Path folder) throws IOException {
        try {
            return files.listStatus(folder);
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }

    /** A version line, then lines of JSON. */
    private boolean isWhole(Path file) throws IOException {
        List<String> lines = LogFile.lines(files, file);
        return lines.size() >= 2
                && lines.get(0).matches("v[0-9]+")
                && lines.stream().skip(1).allMatch(line -> line.equals("-") || LogFile.isJson(line));
    }

    private static Path checksumOf(Path file) {
        return new Path(file.getParent(), "." + file.getName() + ".crc");
    }
}
