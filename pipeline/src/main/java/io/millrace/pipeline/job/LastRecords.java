package io.millrace.pipeline.job;

import io.millrace.core.warehouse.Progress;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.LogException;
import io.millrace.kafka.StreamRecords;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The records in Kafka at the positions that progress has reached. */
public final class LastRecords {
    private LastRecords() {}

    /**
     * When the log took the record before the next offset of each progress, milliseconds since the epoch, by partition;
     * those are left out that the log does not have, and of which progress does not know it.
     *
     * @param begin the oldest offset that the log still has, by partition
     * @param end the next offset of the log, by partition
     * @throws LogException if Kafka does not answer
     */
    public static Map<Integer, Long> loggedAt(
            Brokers brokers,
            String topic,
            Collection<Progress> progress,
            Map<Integer, Long> begin,
            Map<Integer, Long> end) {
        List<Progress> known = progress.stream()
                .filter(at -> at.loggedAtMillis() != 0
                        && at.nextOffset() > begin.getOrDefault(at.partition(), 0L)
                        && at.nextOffset() <= end.getOrDefault(at.partition(), 0L))
                .toList();
        Map<Integer, Long> times = new HashMap<>();
        if (known.isEmpty()) {
            return times;
        }
        try (StreamRecords records = StreamRecords.open(brokers, topic)) {
            for (Progress at : known) {
                records.read(at.partition(), at.nextOffset() - 1, record -> {
                    if (record.at().offset() == at.nextOffset() - 1) {
                        times.put(at.partition(), record.at().loggedAtMillis());
                    }
                    return false;
                });
            }
        }
        return times;
    }
}
