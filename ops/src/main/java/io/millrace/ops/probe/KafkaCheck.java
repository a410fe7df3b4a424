package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.LogSample;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.StreamOffsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** Asks Kafka how far the change stream reaches: that it answers is its health, what it answers goes into the samples. */
final class KafkaCheck implements Check, AutoCloseable {
    private static final int API_TIMEOUT_MILLIS = 3_000;
    private static final int REQUEST_TIMEOUT_MILLIS = 2_000;

    private final Brokers brokers;
    private final String topic;
    private final Outbox<LogSample> outbox;
    private final Clock clock;
    private @Nullable Admin admin;

    KafkaCheck(Brokers brokers, String topic, Outbox<LogSample> outbox, Clock clock) {
        this.brokers = brokers;
        this.topic = topic;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public Verdict look() {
        Map<Integer, Long> ends = new StreamOffsets(admin()).end(topic);
        Instant at = clock.instant();
        ends.forEach((partition, end) -> outbox.offer(new LogSample(at, topic, partition, end)));
        return ends.isEmpty() ? Verdict.degraded("topic " + topic + " does not exist yet") : Verdict.up();
    }

    /** Not before the first look: a name that cannot be resolved yet is Kafka's problem, not a reason not to start. */
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
