package io.millrace.pipeline.executor;

import io.millrace.core.event.StreamPosition;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one executor's writer. Travels to the driver.
 *
 * @param executor Spark's id of the executor
 * @param host where it runs
 * @param open whether a task has opened the writer
 * @param problem what is retried and why, in one line; null while nothing is
 * @param failure why the writer stopped for good; null while it runs
 * @param lastRead the last record that was submitted to the writer, by partition
 * @param metrics in Prometheus' text format; null if they are left out of this report
 */
public record ExecutorReport(
        String executor,
        String host,
        boolean open,
        @Nullable String problem,
        @Nullable String failure,
        List<LastRead> lastRead,
        @Nullable String metrics)
        implements Serializable {
    public ExecutorReport {
        // For a class that can be serialized.
        lastRead = new ArrayList<>(lastRead);
    }

    /**
     * A record that was read.
     *
     * @param loggedAtMillis when the broker appended it, milliseconds since the epoch
     */
    public record LastRead(String topic, int partition, long offset, long loggedAtMillis) implements Serializable {
        static List<LastRead> of(Map<Integer, StreamPosition> read) {
            return read.values().stream()
                    .map(at -> new LastRead(at.topic(), at.partition(), at.offset(), at.loggedAtMillis()))
                    .toList();
        }

        StreamPosition position() {
            return new StreamPosition(topic, partition, offset, loggedAtMillis);
        }
    }

    /** For display: {@code executor 1 on host-a}. */
    String name() {
        return "executor " + executor + " on " + host;
    }
}
