package io.millrace.pipeline.job;

import io.millrace.core.event.StreamPosition;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.LogException;
import io.millrace.kafka.StreamOffsets.Last;
import io.millrace.kafka.StreamTail;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Detects that the change stream was deleted, recreated or truncated: a reader that continues at its offset would skip
 * the new records before it. Spark's consumer only notices a log that ends before its offset. Also that it has more
 * partitions, each of which needs a task slot.
 */
public final class LogWatch {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Admin admin;
    private final Brokers brokers;
    private final String topic;
    private final String log;
    private final int partitions;
    private final Supplier<Map<Integer, StreamPosition>> read;
    private @Nullable StreamTail last;
    private long next = System.nanoTime();

    /**
     * @param admin stays the caller's
     * @param log the log that is read, as the warehouse has it: Kafka's identity of the topic, perhaps with more behind
     *     a dot
     * @param partitions how many are read
     * @param read the last records that were read, by partition, as far as known
     */
    public LogWatch(
            Admin admin,
            Brokers brokers,
            String topic,
            String log,
            int partitions,
            Supplier<Map<Integer, StreamPosition>> read) {
        this.admin = admin;
        this.brokers = brokers;
        this.topic = topic;
        this.log = log;
        this.partitions = partitions;
        this.read = read;
    }

    /**
     * Checks at intervals.
     *
     * @return what was lost, for display, if the log was truncated below what was read; empty if not
     * @throws StartRefused if it is another log, or has more partitions
     */
    public Optional<String> look() {
        if (System.nanoTime() < next) {
            return Optional.empty();
        }
        next = System.nanoTime() + EVERY.toNanos();
        // Before Kafka is asked: while it is down, which is when it may lose records, nothing more is read.
        Map<Integer, StreamPosition> reached = read.get();
        try {
            return look(reached);
        } catch (LogException e) {
            // Kafka is down: the reader waits for it, too.
            return Optional.empty();
        }
    }

    private Optional<String> look(Map<Integer, StreamPosition> reached) {
        Optional<StreamTail> found = StreamTail.of(admin, topic);
        String id = found.map(StreamTail::id).orElse("");
        if (id.isEmpty() || !(log.equals(id) || log.startsWith(id + "."))) {
            throw new StartRefused("Topic " + topic + " was deleted" + (id.isEmpty() ? "" : " and recreated")
                    + ": the next start finds out what was lost, and has it loaded.");
        }
        StreamTail now = found.get();
        if (now.partitions() > partitions) {
            throw new StartRefused("The change stream has " + now.partitions() + " partitions now, and " + partitions
                    + " are read: reads all of them after a restart.");
        }
        StreamTail before = last == null ? new StreamTail(id, partitions, Map.of()) : last;
        Set<Integer> doubtful = before.doubtful(now);
        Map<Integer, Last> records = new TreeMap<>();
        reached.forEach((partition, at) -> {
            records.put(partition, new Last(at.offset(), at.loggedAtMillis(), -1));
            Last latest = now.records().get(partition);
            if (latest != null && latest.offset() < at.offset()) {
                doubtful.add(partition);
            }
        });
        Map<Integer, String> lost = lost(before.records(), doubtful);
        lost.putAll(lost(records, doubtful));
        if (!lost.isEmpty()) {
            return Optional.of("topic " + topic + " was cut off: " + String.join(", ", lost.values()));
        }
        last = now;
        return Optional.empty();
    }

    private Map<Integer, String> lost(Map<Integer, Last> records, Set<Integer> doubtful) {
        Map<Integer, Last> some = new TreeMap<>(records);
        some.keySet().retainAll(doubtful);
        return StreamTail.lost(admin, brokers, topic, some);
    }
}
