package io.millrace.connect.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides when the slot is moved on. Debezium reads the stored offset from Kafka for it, on the thread that feeds Kafka, which
 * holds up changes for milliseconds: twice a second, whether anything has come or not. Thread-safe.
 */
public final class CommitRounds {
    /** The first one after an acknowledgement may find the offset of before; the second begins after it was stored. */
    private static final int ROUNDS = 2;

    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final AtomicInteger left = new AtomicInteger(ROUNDS);
    private long next;

    /** @param now by {@link System#nanoTime} */
    public CommitRounds(long now) {
        this.next = now;
    }

    /** Kafka acknowledged a record, whose offset is stored soon. */
    public void acknowledged() {
        left.set(ROUNDS);
    }

    /**
     * Whether to do so now; if so, it counts as done. Only for one thread.
     *
     * @param now by {@link System#nanoTime}
     */
    public boolean isDue(long now) {
        if (now - next < 0 || left.get() == 0) {
            return false;
        }
        next = now + PAUSE_NANOS;
        left.decrementAndGet();
        return true;
    }
}
