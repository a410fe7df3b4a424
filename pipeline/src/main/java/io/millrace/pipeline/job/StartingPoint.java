package io.millrace.pipeline.job;

import io.millrace.core.warehouse.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The starting offset of each partition of the change stream: after what is durable in the warehouse, or the beginning.
 *
 * @param offsets the first offset to read, by partition
 * @param log the log that the warehouse's progress refers to from now on
 * @param gap changes that are no longer in Kafka and never reached the warehouse, for display; empty if there are none.
 *     Otherwise all tables must be resynced
 */
public record StartingPoint(Map<Integer, Long> offsets, String log, Optional<String> gap) {

    /**
     * The log as it is.
     *
     * @param topic the change stream
     * @param id Kafka's identity of the topic
     * @param begin the oldest offset that the log still has, by partition
     * @param end the next offset of the log, by partition
     * @param loggedAt when it took the record before that which progress comes to next, milliseconds since the epoch, by partition;
     *     partitions where it has no such record, or where progress does not know the time, are left out
     */
    public record Log(
            String topic, String id, Map<Integer, Long> begin, Map<Integer, Long> end, Map<Integer, Long> loggedAt) {

        /** Whether the last record read has been replaced: the log was truncated before it and has grown again. */
        private boolean isAnother(Progress durable) {
            Long time = loggedAt.get(durable.partition());
            return time != null && durable.loggedAtMillis() != 0 && time != durable.loggedAtMillis();
        }
    }

    /**
     * @param known the log that the progress speaks of, empty if it was never recorded
     * @param progress what the warehouse holds, by partition
     */
    public static StartingPoint of(Log now, Optional<String> known, Map<Integer, Progress> progress) {
        String topic = now.topic();
        if (known.isPresent() && !idOf(known.get()).equals(now.id())) {
            return lostLog(now, now.id(), "topic " + topic + " was deleted and recreated; " + reached(progress));
        }
        List<String> cut = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        Map<Integer, Long> start = new TreeMap<>();
        now.end().forEach((partition, end) -> {
            long first = now.begin().getOrDefault(partition, 0L);
            Progress durable = progress.get(partition);
            long next = durable == null ? first : durable.nextOffset();
            if (next > end) {
                cut.add("partition " + partition + " ends at offset " + end + " and was read up to " + next);
            } else if (durable != null && now.isAnother(durable)) {
                cut.add("partition " + partition + " was read up to offset " + next + " and has another record there");
            } else if (next < first) {
                lost.add("offsets " + next + " to " + (first - 1) + " of partition " + partition);
            }
            start.put(partition, Math.max(first, next));
        });
        if (!cut.isEmpty()) {
            String log = known.map(StartingPoint::after).orElse(now.id());
            return lostLog(now, log, "topic " + topic + " was truncated or recreated: " + String.join(", ", cut));
        }
        return new StartingPoint(
                start,
                known.orElse(now.id()),
                lost.isEmpty()
                        ? Optional.empty()
                        : Optional.of("topic " + topic + " has not kept what was not yet read, "
                                + String.join(", ", lost) + ": keep it longer (retention.ms, retention.bytes)"));
    }

    private static StartingPoint lostLog(Log now, String log, String gap) {
        return new StartingPoint(new TreeMap<>(now.begin()), log, Optional.of(gap));
    }

    private static String reached(Map<Integer, Progress> progress) {
        return progress.isEmpty()
                ? "nothing of it had been read"
                : progress.values().stream()
                        .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                        .map(at -> at.partition() + " up to offset " + at.nextOffset())
                        .collect(Collectors.joining(", ", "its partitions had been read: ", ""));
    }

    /** A truncated log keeps its topic's id; the number after the dot distinguishes the two. */
    private static String after(String log) {
        int dot = log.indexOf('.');
        return dot < 0 ? log + ".2" : log.substring(0, dot + 1) + (Integer.parseInt(log.substring(dot + 1)) + 1);
    }

    private static String idOf(String log) {
        int dot = log.indexOf('.');
        return dot < 0 ? log : log.substring(0, dot);
    }

    /** In the form of the Kafka source's option {@code startingOffsets}. */
    public static String json(String topic, Map<Integer, Long> start) {
        return start.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{\"" + topic + "\":{", "}}"));
    }
}
