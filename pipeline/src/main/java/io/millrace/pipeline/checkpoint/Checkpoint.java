package io.millrace.pipeline.checkpoint;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Decides whether a checkpoint of an earlier run is used. What the warehouse recorded as durable is the truth: a checkpoint
 * that says anything else, that would replay much or what the change stream no longer has, or from which the last start failed, is
 * deleted, and the query starts from the truth. On any file system that Hadoop knows.
 */
public final class Checkpoint {
    /** How many records a kept checkpoint may replay. Beyond it a fresh start is faster. */
    static final long MAX_REPLAY = 10_000;

    /** The version lines that this Spark writes; it refuses others, or reads them as something else. */
    private static final String OFFSETS_VERSION = "v1";

    private static final String COMMITS_VERSION = "v1";

    /** Exists while it is unknown whether a query can run from the checkpoint. Spark ignores it. */
    private static final String TRIED = "millrace-tried";

    private final FileSystem files;
    private final Path folder;

    private Checkpoint(FileSystem files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /**
     * A folder, which may be missing.
     *
     * @param hadoop settings of the file system, where it is not this machine's
     * @throws IOException if the file system is not known or cannot be reached
     */
    public static Checkpoint at(URI folder, Map<String, String> hadoop) throws IOException {
        Configuration settings = new Configuration(false);
        hadoop.forEach(settings::set);
        if (isLocal(folder)) {
            RawLocalFileSystem local = new RawLocalFileSystem();
            local.initialize(URI.create("file:///"), settings);
            return new Checkpoint(local, new Path(folder.getPath()));
        }
        Configuration all = new Configuration();
        hadoop.forEach(all::set);
        return new Checkpoint(FileSystem.get(folder, all), new Path(folder));
    }

    /** Whether a folder is on this machine. */
    public static boolean isLocal(URI folder) {
        return folder.getScheme() == null || folder.getScheme().equals("file");
    }

    /**
     * Prepares the checkpoint for a query.
     *
     * @param topic the change stream
     * @param start where the query must start, by partition
     * @param oldest the first offset that the topic still has, by partition: from one before it Spark reads nothing, ever
     * @return one line that says what was done
     * @throws IOException if the folder cannot be read or written
     */
    public String prepare(String topic, Map<Integer, Long> start, Map<Integer, Long> oldest) throws IOException {
        if (!files.exists(folder)) {
            return "no checkpoint: starts from the warehouse's progress";
        }
        if (files.exists(tried())) {
            delete();
            return "checkpoint deleted, as the last start from it did not last: starts from the warehouse's progress";
        }
        CheckpointRepair repair = new CheckpointRepair(files, folder);
        List<Path> removed = repair.repair();
        String fixed = removed.isEmpty() ? "" : " (removed what a crash left: " + removed.size() + " files)";
        Optional<String> objection = objection(repair, topic, start, oldest);
        if (objection.isPresent()) {
            delete();
            return "checkpoint deleted, " + objection.get() + fixed + ": starts from the warehouse's progress";
        }
        files.create(tried()).close();
        return "checkpoint kept" + fixed;
    }

    /** Marks the checkpoint as good: the query runs. */
    public void works() throws IOException {
        files.delete(tried(), false);
    }

    /** Deletes the folder with all in it; nothing happens if it is not there. */
    public void delete() throws IOException {
        files.delete(folder, true);
    }

    private Path tried() {
        return new Path(folder, TRIED);
    }

    private Optional<String> objection(
            CheckpointRepair repair, String topic, Map<Integer, Long> start, Map<Integer, Long> oldest)
            throws IOException {
        Optional<Path> offsets = repair.last("offsets");
        Optional<Path> commit = repair.last("commits");
        if (offsets.isEmpty() || commit.isEmpty()) {
            return Optional.of("as no batch was finished");
        }
        if (!offsets.get().getName().equals(commit.get().getName())) {
            return Optional.of("as its last batch was not finished");
        }
        List<String> lines = LogFile.lines(files, offsets.get());
        if (!lines.get(0).equals(OFFSETS_VERSION)
                || !LogFile.lines(files, commit.get()).get(0).equals(COMMITS_VERSION)
                || !hasMetadata()) {
            return Optional.of("as another version of Spark wrote it, or something else did");
        }
        Optional<Map<Integer, Long>> at = LogFile.offsets(lines, topic);
        if (at.isEmpty() || !at.get().keySet().equals(start.keySet())) {
            return Optional.of("as it is not of the partitions of " + topic);
        }
        long replay = 0;
        for (Map.Entry<Integer, Long> partition : start.entrySet()) {
            long offset = at.get().getOrDefault(partition.getKey(), 0L);
            if (offset < oldest.getOrDefault(partition.getKey(), 0L)) {
                return Optional.of(
                        "as the change stream has no longer what follows it in partition " + partition.getKey());
            }
            long behind = partition.getValue() - offset;
            if (behind < 0) {
                return Optional.of("as it is ahead of what the warehouse holds of partition " + partition.getKey());
            }
            replay += behind;
        }
        return replay > MAX_REPLAY ? Optional.of("as it would replay " + replay + " records") : Optional.empty();
    }

    private boolean hasMetadata() throws IOException {
        Path metadata = new Path(folder, "metadata");
        return files.exists(metadata)
                && LogFile.parse(String.join("\n", LogFile.lines(files, metadata)))
                        .filter(json -> json.has("id"))
                        .isPresent();
    }
}
