package io.millrace.pipeline.job;

import io.millrace.core.warehouse.Progress;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where each partition of the change stream is read from: what the warehouse says is durable, or the beginning. */
public final class StartingPoint {
    private StartingPoint() {}

    /**
     * @param topic the change stream
     * @param progress what the warehouse holds, by partition
     * @param begin the oldest offset that the log still has, by partition
     * @param end the next offset of the log, by partition
     * @return the first offset to read, by partition
     * @throws StartRefused where the log and the warehouse cannot belong together, or where the log has lost changes
     */
    public static Map<Integer, Long> of(
            String topic, Map<Integer, Progress> progress, Map<Integer, Long> begin, Map<Integer, Long> end) {
        Map<Integer, Long> start = new TreeMap<>();
        end.forEach((partition, last) -> {
            long first = begin.getOrDefault(partition, 0L);
            Progress durable = progress.get(partition);
            long next = durable == null ? first : durable.nextOffset();
            if (next > last) {
                throw new StartRefused("The warehouse holds " + topic + " partition " + partition + " up to offset "
                        + next + ", but the log ends at " + last
                        + ": the log was made anew. Restore it, or load the source into a new warehouse database.");
            }
            if (next < first) {
                throw new StartRefused("The log has lost changes that the warehouse does not hold: offsets " + next
                        + " to " + (first - 1) + " of " + topic + " partition " + partition
                        + ". Load the source into a new warehouse database, and keep the log longer (retention.ms).");
            }
            start.put(partition, next);
        });
        return start;
    }

    /** In the form of the Kafka source's option {@code startingOffsets}. */
    public static String json(String topic, Map<Integer, Long> start) {
        return start.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{\"" + topic + "\":{", "}}"));
    }
}
