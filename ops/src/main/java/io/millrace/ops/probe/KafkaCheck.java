package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.sample.LogSample;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import io.millrace.kafka.StreamOffsets;
import io.millrace.kafka.TopicRetention;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the end offsets of the change stream: an answer means that Kafka is healthy, the offsets become samples. Reads now and then
 * how long its records are kept.
 */
final class KafkaCheck implements Check, AutoCloseable {
    private static final int API_TIMEOUT_MILLIS = 3_000;
    private static final int REQUEST_TIMEOUT_MILLIS = 2_000;
    private static final Duration RETENTION_EVERY = Duration.ofMinutes(1);
    private static final Duration PARTITIONS_EVERY = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(KafkaCheck.class);

    private final Brokers brokers;
    private final String topic;
    private final SampleBuffer<LogSample> outbox;
    private final Clock clock;
    private Instant nextRetention = Instant.EPOCH;
    private Instant nextPartitions = Instant.EPOCH;
    private Set<Integer> partitions = Set.of();
    private volatile @Nullable Duration retention;
    private @Nullable Admin admin;

    KafkaCheck(Brokers brokers, String topic, SampleBuffer<LogSample> outbox, Clock clock) {
        this.brokers = brokers;
        this.topic = topic;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public ServiceVerdict look() {
        Instant at = clock.instant();
        Map<Integer, Long> ends = ends(new StreamOffsets(admin()), at);
        ends.forEach((partition, end) -> outbox.offer(new LogSample(at, topic, partition, end)));
        if (!at.isBefore(nextRetention)) {
            retention = TopicRetention.of(admin(), topic).orElse(null);
            nextRetention = at.plus(RETENTION_EVERY);
        }
        return ends.isEmpty() ? ServiceVerdict.degraded("topic " + topic + " does not exist yet") : ServiceVerdict.up();
    }

    /** Each round is a sample of how far the stream is. */
    @Override
    public Duration rest() {
        return Duration.ZERO;
    }

    /** Which partitions there are is asked now and then, and where the answer for those that were does not come. */
    private Map<Integer, Long> ends(StreamOffsets offsets, Instant at) {
        if (!partitions.isEmpty() && at.isBefore(nextPartitions)) {
            try {
                return offsets.end(topic, partitions);
            } catch (LogException e) {
                log.debug("The partitions that were do not answer", e);
            }
        }
        Map<Integer, Long> ends = offsets.end(topic);
        partitions = Set.copyOf(ends.keySet());
        nextPartitions = at.plus(PARTITIONS_EVERY);
        return ends;
    }

    /** How long records are kept; null while unknown, or for ever. */
    @Nullable Duration retention() {
        return retention;
    }

    /** Created at the first check: a name that cannot be resolved yet must not prevent the start. */
    private synchronized Admin admin() {
        if (admin == null) {
            Map<String, Object> settings = KafkaClients.adminSettings(brokers);
            settings.put("client.id", "millrace-ops");
            settings.put("default.api.timeout.ms", API_TIMEOUT_MILLIS);
            settings.put("request.timeout.ms", REQUEST_TIMEOUT_MILLIS);
            admin = KafkaClients.made(() -> Admin.create(settings));
        }
        return admin;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
