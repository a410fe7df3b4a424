package io.millrace.connect;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Holds rows up so that no more than so many a second pass. For one thread. */
final class RowPace {
    /** What was not used is not saved up for longer: a burst would load the source as if there were no limit. */
    private static final long SAVED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A sleep for each row would take longer than asked for. */
    private static final long WORTH_SLEEPING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final long nanosPerRow;
    private final LongSupplier nanos;
    private final LongConsumer sleep;
    private long next;

    /** @param perSecond 1 or more; 0 for no limit */
    RowPace(int perSecond) {
        this(perSecond, System::nanoTime, LockSupport::parkNanos);
    }

    RowPace(int perSecond, LongSupplier nanos, LongConsumer sleep) {
        this.nanosPerRow = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.nanos = nanos;
        this.sleep = sleep;
        this.next = nanos.getAsLong();
    }

    /** Returns when a row may pass. */
    void row() {
        if (nanosPerRow == 0) {
            return;
        }
        long now = nanos.getAsLong();
        if (next - now < -SAVED_NANOS) {
            next = now - SAVED_NANOS;
        }
        next += nanosPerRow;
        if (next - now > WORTH_SLEEPING_NANOS) {
            sleep.accept(next - now);
        }
    }
}
