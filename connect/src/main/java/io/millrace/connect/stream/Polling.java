package io.millrace.connect.stream;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Passes the blocks of an {@link Outbox} to Connect as soon as they are available. Not thread-safe. */
public final class Polling {
    /** How often Debezium is polled for heartbeats and failures: each poll waits. */
    private static final long DEBEZIUM_NANOS = Outbox.millis(200);

    private static final long MOST_BYTES = 4L << 20;

    /** Name of the key schema of Debezium's heartbeats. */
    private static final String HEARTBEAT = "io.debezium.connector.common.ServerNameKey";

    private final Outbox outbox;
    private final Outgoing outgoing;
    private long asked = System.nanoTime() - DEBEZIUM_NANOS;

    /** Debezium's own records. */
    @FunctionalInterface
    public interface Debezium {
        List<SourceRecord> poll() throws InterruptedException;
    }

    /**
     * @param source the source partition of Connect
     * @param topic the change stream
     * @param epoch see {@link io.millrace.core.event.StreamEpoch}
     * @param stored the offset to continue from; null at the first start
     */
    public Polling(Outbox outbox, Map<String, ?> source, String topic, int epoch, @Nullable Map<String, ?> stored) {
        this.outbox = outbox;
        this.outgoing = new Outgoing(source, topic, epoch, stored);
    }

    /** The next records; none after a while without data. */
    public List<SourceRecord> poll(Debezium debezium) throws InterruptedException {
        long left = asked + DEBEZIUM_NANOS - System.nanoTime();
        if (left > 0) {
            outbox.await(left);
        }
        boolean heartbeat = false;
        if (asked + DEBEZIUM_NANOS - System.nanoTime() <= 0) {
            // Changes before a heartbeat are in the outbox already.
            heartbeat = debezium.poll().stream().anyMatch(Polling::isHeartbeat);
            asked = System.nanoTime();
        }
        List<SourceRecord> records = outgoing.records(outbox.take(MOST_BYTES), heartbeat);
        outbox.sent(records.size());
        return records;
    }

    /** Kafka acknowledged one of the polled records. */
    public void acknowledged() {
        outbox.acknowledged();
    }

    private static boolean isHeartbeat(SourceRecord record) {
        Schema key = record.keySchema();
        return key != null && HEARTBEAT.equals(key.name());
    }
}
