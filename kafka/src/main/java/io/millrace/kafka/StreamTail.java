package io.millrace.kafka;

import io.millrace.kafka.StreamOffsets.Last;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;

/**
 * The last records of a topic at one moment, to detect later whether the topic was truncated, even if it has grown
 * again: by a power cut of a broker without replicas, or the election of a leader that lacked records.
 *
 * @param id Kafka's own identity of the topic
 * @param partitions how many it has; 0: unknown
 * @param records by partition
 */
public record StreamTail(String id, int partitions, Map<Integer, Last> records) {
    /**
     * The topic as it is; empty if it does not exist.
     *
     * @throws LogException if Kafka does not answer
     */
    public static Optional<StreamTail> of(Admin admin, String topic) {
        return new StreamOffsets(admin).tail(topic);
    }

    /** The partitions that can have been truncated since: the same leader truncates nothing. */
    public Set<Integer> doubtful(StreamTail now) {
        Set<Integer> doubtful = new HashSet<>();
        records.forEach((partition, last) -> {
            Last latest = now.records().get(partition);
            if (latest == null
                    || latest.epoch() < 0
                    || latest.epoch() != last.epoch()
                    || latest.offset() < last.offset()) {
                doubtful.add(partition);
            }
        });
        return doubtful;
    }

    /**
     * Checks records.
     *
     * @param records that the topic had
     * @return what happened, for display, by partition; records that still exist or have expired are left out
     * @throws LogException if Kafka does not answer
     */
    public static Map<Integer, String> lost(Admin admin, Brokers brokers, String topic, Map<Integer, Last> records) {
        Map<Integer, String> lost = new TreeMap<>();
        if (records.isEmpty()) {
            return lost;
        }
        StreamOffsets offsets = new StreamOffsets(admin);
        Map<Integer, Long> begin = offsets.begin(topic);
        Map<Integer, Long> end = offsets.end(topic);
        try (StreamRecords reader = StreamRecords.open(brokers, topic)) {
            records.forEach((partition, last) -> {
                long ends = end.getOrDefault(partition, 0L);
                if (ends <= last.offset()) {
                    lost.put(
                            partition,
                            "partition " + partition + " ends at offset " + ends + " and had a record at "
                                    + last.offset());
                } else if (begin.getOrDefault(partition, 0L) <= last.offset() && isAnother(reader, partition, last)) {
                    lost.put(
                            partition,
                            "partition " + partition + " has another record at offset " + last.offset()
                                    + " than before");
                }
            });
        }
        return lost;
    }

    private static boolean isAnother(StreamRecords reader, int partition, Last last) {
        AtomicBoolean another = new AtomicBoolean();
        boolean unused = reader.read(partition, last.offset(), record -> {
            // One that has expired meanwhile was not truncated.
            another.set(record.at().offset() == last.offset() && record.at().loggedAtMillis() != last.loggedAtMillis());
            return false;
        });
        return another.get();
    }
}
