package io.millrace.pipeline.job;

import io.millrace.kafka.LogException;
import io.millrace.kafka.StreamOffsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * Notices that the change stream was deleted, or deleted and made anew, or cut off: a reader that goes on at its offset would pass
 * over what the new one holds before it.
 */
public final class LogWatch {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final StreamOffsets offsets;
    private final String topic;
    private final String log;
    private final Map<Integer, Long> ends = new HashMap<>();
    private long next = System.nanoTime();

    /**
     * @param admin stays the caller's
     * @param log the log that is read, as the warehouse has it: Kafka's identity of the topic, perhaps with more behind a dot
     */
    public LogWatch(Admin admin, String topic, String log) {
        this.offsets = new StreamOffsets(admin);
        this.topic = topic;
        this.log = log;
    }

    /**
     * Looks, now and then.
     *
     * @throws StartRefused where it is another log
     */
    public void look() {
        if (System.nanoTime() < next) {
            return;
        }
        next = System.nanoTime() + EVERY.toNanos();
        Optional<String> id;
        Map<Integer, Long> now;
        try {
            id = offsets.id(topic);
            now = offsets.end(topic);
        } catch (LogException e) {
            // Kafka is away: the reader waits for it, too.
            return;
        }
        if (id.isEmpty() || !(log.equals(id.get()) || log.startsWith(id.get() + "."))) {
            throw new StartRefused("Topic " + topic + " was deleted" + (id.isEmpty() ? "" : " and made anew")
                    + ": the next start finds out what was lost, and has it loaded.");
        }
        now.forEach((partition, end) -> {
            long before = ends.getOrDefault(partition, 0L);
            if (end < before) {
                throw new StartRefused("Partition " + partition + " of topic " + topic + " was cut off: it ends at offset "
                        + end + " and went up to " + before
                        + ". The next start finds out whether something was lost that had been read.");
            }
            ends.put(partition, end);
        });
    }
}
