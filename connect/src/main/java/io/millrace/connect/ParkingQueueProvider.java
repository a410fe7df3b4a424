package io.millrace.connect;

import io.debezium.connector.base.QueueProvider;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The queue between the thread that reads the replication stream and the one that feeds Kafka; it sleeps where Debezium
 * would spin.
 *
 * <p>Debezium 3.7 waits for records in whole milliseconds and spends the rest of each {@code poll.interval.ms}, up to
 * one millisecond, polling the queue's size in a loop: at 5 ms that is a fifth of a core while idle. After a few such
 * calls in a row this queue parks the calling thread for the rest. That thread holds the lock of Debezium's queue
 * meanwhile, so a record that arrives just then waits up to a millisecond longer.
 *
 * <p>Set by {@code queue.provider.type=millrace}; found by {@link java.util.ServiceLoader} in the connector's class
 * loader.
 */
public final class ParkingQueueProvider implements QueueProvider<Object> {
    /** The value of {@code queue.provider.type}. */
    static final String NAME = "millrace";

    private static final long IN_A_ROW_NANOS = 50_000;
    private static final int QUESTIONS_THAT_ARE_A_LOOP = 6;
    private static final long REST_NANOS = 800_000;

    private final ArrayDeque<Object> records = new ArrayDeque<>();
    private long lastAsked = System.nanoTime();
    private int questions;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void configure(Map<String, ?> settings) {
        // no settings
    }

    @Override
    public void enqueue(Object item) {
        records.add(item);
    }

    @Override
    public @Nullable Object poll() {
        return records.poll();
    }

    @Override
    public int size() {
        int size = records.size();
        if (size > 0) {
            questions = 0;
        } else {
            restIfAskedInALoop();
        }
        return size;
    }

    private void restIfAskedInALoop() {
        long now = System.nanoTime();
        questions = now - lastAsked < IN_A_ROW_NANOS ? questions + 1 : 0;
        if (questions >= QUESTIONS_THAT_ARE_A_LOOP) {
            questions = 0;
            LockSupport.parkNanos(this, REST_NANOS);
            now = System.nanoTime();
        }
        lastAsked = now;
    }
}
