package io.millrace.controller.partition;

import io.millrace.controller.error.ControllerException;
import io.millrace.controller.load.StreamProgress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Raises the number of partitions of the change stream. A key has another partition by the new number, so nothing is written
 * from the last record of the old ones until all of it has landed: the order of each key is kept. The steps are repeatable;
 * after a kill in between the connector continues as it was, and the request is carried out again. For use by one thread.
 */
public final class PartitionRaise implements AutoCloseable {
    /** How long loads and repairs that run are waited for. */
    private static final Duration USERS = Duration.ofSeconds(5);

    private static final Duration LANDING = Duration.ofMinutes(5);

    private final Stream stream;
    private final StreamProgress progress;
    private final StreamPartitions partitions;
    private final int wanted;
    private boolean begun;
    private long deadline;

    /** What is done to the change stream. */
    public interface Stream {
        /** Kafka's number of partitions. */
        int partitions();

        /** By partition, the offset after the last record. */
        Map<Integer, Long> end();

        /** Returns when nothing can be captured any longer. */
        void stopCapture() throws SQLException, InterruptedException;

        /** Returns when the change stream has so many partitions, each with a leader. */
        void raise(int partitions);

        /** Continues the capture by Kafka's number of partitions, or leaves it paused if it was. */
        void resumeCapture() throws InterruptedException;
    }

    /**
     * @param stream is changed
     * @param progress of the pipeline
     * @param partitions kept by those who write rows
     * @param wanted number of partitions
     */
    public PartitionRaise(Stream stream, StreamProgress progress, StreamPartitions partitions, int wanted) {
        this.stream = stream;
        this.progress = progress;
        this.partitions = partitions;
        this.wanted = wanted;
    }

    /**
     * Goes on.
     *
     * @return empty when the change stream has the number; else what is waited for
     * @throws ControllerException if it cannot be done now; capture continues as before
     */
    public Optional<String> step() throws SQLException, InterruptedException {
        if (!begun) {
            int actual = stream.partitions();
            if (actual > wanted) {
                throw new ControllerException("the change stream has " + actual
                        + " partitions, and Kafka cannot take partitions away: choose " + actual + " or more");
            }
            if (actual == wanted) {
                partitions.set(actual);
                return Optional.empty();
            }
            if (!partitions.beginChange(USERS)) {
                throw new ControllerException("rows are being loaded or repaired, by the number of partitions that"
                        + " there is now: ask again when no load and no repair runs");
            }
            begun = true;
            stream.stopCapture();
            deadline = System.nanoTime() + LANDING.toNanos();
        }
        long left = left();
        if (left > 0) {
            if (System.nanoTime() > deadline) {
                throw new ControllerException("the pipeline has not landed what is in the stream within "
                        + LANDING.toMinutes() + " minutes, " + left
                        + " records are left: capture continues with as many partitions as before");
            }
            return Optional.of("waiting until the pipeline has landed " + left + " records");
        }
        stream.raise(wanted);
        partitions.set(wanted);
        close();
        return Optional.empty();
    }

    /** Records that have not landed; all of them while the warehouse does not answer. */
    private long left() {
        Map<Integer, Long> landed = progress.landed().orElse(Map.of());
        return stream.end().entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - landed.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    /** Capture continues, whatever has been reached. */
    @Override
    public void close() throws InterruptedException {
        if (begun) {
            begun = false;
            partitions.changed();
            stream.resumeCapture();
        }
    }
}
