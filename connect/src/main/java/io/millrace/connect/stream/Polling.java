package io.millrace.connect.stream;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Hands the blocks of an {@link Outbox} over to Connect as soon as they are there. For one thread. */
public final class Polling {
    /** How often Debezium is asked for its heartbeats and for why it has stopped: each time it makes one wait. */
    private static final long DEBEZIUM_NANOS = Outbox.millis(200);

    private static final long MOST_BYTES = 4L << 20;

    /** Name of the key schema of Debezium's heartbeats. */
    private static final String HEARTBEAT = "io.debezium.connector.common.ServerNameKey";

    private final Outbox outbox;
    private final Outgoing outgoing;
    private long asked = System.nanoTime() - DEBEZIUM_NANOS;

    /** What Debezium has to say. */
    @FunctionalInterface
    public interface Debezium {
        List<SourceRecord> poll() throws InterruptedException;
    }

    /**
     * @param source as Connect calls it
     * @param topic the change stream
     * @param era see {@link io.millrace.core.event.SourceEra}
     * @param stored the offset that the capture goes on from; null where it begins
     */
    public Polling(Outbox outbox, Map<String, ?> source, String topic, int era, @Nullable Map<String, ?> stored) {
        this.outbox = outbox;
        this.outgoing = new Outgoing(source, topic, era, stored);
    }

    /** The next records; none where nothing has come for a while. */
    public List<SourceRecord> poll(Debezium debezium) throws InterruptedException {
        long left = asked + DEBEZIUM_NANOS - System.nanoTime();
        if (left > 0) {
            outbox.await(left);
        }
        boolean heartbeat = false;
        if (asked + DEBEZIUM_NANOS - System.nanoTime() <= 0) {
            // A heartbeat says nothing of changes that are not in the outbox already, for they were put in before.
            heartbeat = debezium.poll().stream().anyMatch(Polling::isHeartbeat);
            asked = System.nanoTime();
        }
        List<SourceRecord> records = outgoing.records(outbox.take(MOST_BYTES), heartbeat);
        outbox.sent(records.size());
        return records;
    }

    /** Kafka has one of the records that were polled. */
    public void acknowledged() {
        outbox.acknowledged();
    }

    private static boolean isHeartbeat(SourceRecord record) {
        Schema key = record.keySchema();
        return key != null && HEARTBEAT.equals(key.name());
    }
}
