package io.millrace.pipeline.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a checkpoint of an earlier run is used. What the warehouse recorded as durable is the truth: a checkpoint
 * that says anything else, or that would replay much, is deleted, and the query starts from the truth.
 */
public final class Checkpoint {
    /** Of records that a kept checkpoint may replay: a moment's work. More, and starting anew is faster. */
    static final long MAX_REPLAY = 1_000;

    private Checkpoint() {}

    /**
     * @param folder the checkpoint's folder, which may be missing
     * @param topic the change stream
     * @param start where the query must start, by partition
     * @return one line that says what was done
     * @throws IOException where the folder cannot be read or written
     */
    public static String prepare(Path folder, String topic, Map<Integer, Long> start) throws IOException {
        List<Path> removed = CheckpointRepair.repair(folder);
        String mended = removed.isEmpty() ? "" : " (removed what a crash left: " + removed.size() + " files)";
        if (Files.notExists(folder)) {
            return "no checkpoint: starts from the warehouse's progress";
        }
        Optional<String> objection = objection(folder, topic, start);
        if (objection.isPresent()) {
            DurableCheckpointFileManager.deleteTree(folder);
            return "checkpoint set aside, " + objection.get() + mended + ": starts from the warehouse's progress";
        }
        return "checkpoint kept" + mended;
    }

    /** Deletes a folder with all in it; nothing happens where it is not there. */
    public static void deleteTree(Path folder) throws IOException {
        DurableCheckpointFileManager.deleteTree(folder);
    }

    private static Optional<String> objection(Path folder, String topic, Map<Integer, Long> start) throws IOException {
        Optional<Path> offsets = CheckpointRepair.last(folder.resolve("offsets"));
        Optional<Path> commit = CheckpointRepair.last(folder.resolve("commits"));
        if (offsets.isEmpty() || commit.isEmpty()) {
            return Optional.of("as no batch was finished");
        }
        if (!offsets.get().getFileName().equals(commit.get().getFileName())) {
            return Optional.of("as its last batch was not finished");
        }
        Optional<Map<Integer, Long>> at = LogFile.offsets(offsets.get(), topic);
        if (at.isEmpty() || !at.get().keySet().equals(start.keySet())) {
            return Optional.of("as it is not of the partitions of " + topic);
        }
        long replay = 0;
        for (Map.Entry<Integer, Long> partition : start.entrySet()) {
            long behind = partition.getValue() - at.get().getOrDefault(partition.getKey(), 0L);
            if (behind < 0) {
                return Optional.of("as it is ahead of what the warehouse holds of partition " + partition.getKey());
            }
            replay += behind;
        }
        return replay > MAX_REPLAY ? Optional.of("as it would replay " + replay + " records") : Optional.empty();
    }
}
