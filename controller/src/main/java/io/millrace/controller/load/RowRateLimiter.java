package io.millrace.controller.load;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Limits rows per second over all threads and loads that share it. */
public final class RowRateLimiter {
    /** Unused permits expire after this time, so that bursts do not overload the source. */
    private static final long SAVED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Minimum sleep: sleeping for each row would be imprecise. */
    private static final long WORTH_SLEEPING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int MAX_ROWS_AT_ONCE = 256;

    private final long nanosPerRow;
    private final int rowsAtOnce;
    private final LongSupplier nanos;
    private final Sleep sleep;
    private long next;

    /** Pauses a thread. */
    @FunctionalInterface
    interface Sleep {
        void nanos(long nanos) throws InterruptedException;
    }

    /** @param perSecond 1 or more; 0 for no limit */
    public RowRateLimiter(int perSecond) {
        this(perSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    RowRateLimiter(int perSecond, LongSupplier nanos, Sleep sleep) {
        this.nanosPerRow = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.rowsAtOnce = perSecond == 0 ? MAX_ROWS_AT_ONCE : Math.max(1, Math.min(MAX_ROWS_AT_ONCE, perSecond / 50));
        this.nanos = nanos;
        this.sleep = sleep;
        this.next = nanos.getAsLong();
    }

    /** The number of rows to acquire at a time. */
    int rowsAtOnce() {
        return rowsAtOnce;
    }

    /** Waits until that many rows may pass. */
    void acquire(int rows) throws InterruptedException {
        long wait = nanosPerRow == 0 ? 0 : reserve(rows);
        if (wait > WORTH_SLEEPING_NANOS) {
            sleep.nanos(wait);
        }
    }

    private synchronized long reserve(int rows) {
        long now = nanos.getAsLong();
        if (next - now < -SAVED_NANOS) {
            next = now - SAVED_NANOS;
        }
        next += nanosPerRow * rows;
        return next - now;
    }
}
