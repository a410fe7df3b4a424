package io.millrace.connect.stream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides whether the slot is moved on when Connect has stored offsets. Debezium reads the stored offset from Kafka for it, on the
 * thread that feeds Kafka, which holds up changes for milliseconds: after each {@code offset.flush.interval.ms}, whether anything
 * has come or not. Thread-safe.
 */
public final class CommitRounds {
    /**
     * The first one after an acknowledgement may find the offset of before; the second begins after it was stored. One more,
     * for a slot that was not read just then: the next acknowledgement is that of a heartbeat, seconds later.
     */
    static final int ROUNDS = 3;

    private final AtomicInteger left = new AtomicInteger(ROUNDS);

    /** Kafka acknowledged a record, whose offset is stored soon. */
    public void acknowledged() {
        left.set(ROUNDS);
    }

    /** Called each time that offsets were stored, or there were none: whether the slot may have to be moved on. */
    public boolean next() {
        return left.getAndUpdate(rounds -> Math.max(0, rounds - 1)) > 0;
    }
}
