package io.millrace.clickhouse.embedded.memory;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of the heap that requests may hold together, so that no number of them, however large, is more than there
 * is. Thread-safe.
 */
public final class ByteBudget {
    /** What is counted: a request for a few kilobytes takes one of them. */
    private static final int UNIT = 64 * 1024;

    private final int units;
    private final Semaphore free;
    private final Duration patience;

    /** @param patience how long a request waits for others to end */
    public ByteBudget(long bytes, Duration patience) {
        this.units = Math.toIntExact(bytes / UNIT);
        // Not fair: what needs little does not wait behind what needs much.
        this.free = new Semaphore(units);
        this.patience = patience;
    }

    /** Nothing, for a request that begins. */
    public Claim claim() {
        return new Claim();
    }

    /** What one request holds, until it is closed. Not thread-safe. */
    public final class Claim implements AutoCloseable {
        private long bytes;
        private int held;

        private Claim() {}

        /**
         * Takes more, when there is as much.
         *
         * @throws BudgetExceededException if there is not in time; what was taken before stays taken
         */
        public void take(long more) throws BudgetExceededException {
            long wanted = (bytes + more + UNIT - 1) / UNIT;
            int missing = (int) Math.min(Integer.MAX_VALUE, wanted - held);
            if (missing > 0) {
                acquire(missing);
                held += missing;
            }
            bytes += more;
        }

        private void acquire(int missing) throws BudgetExceededException {
            try {
                if (missing <= units && free.tryAcquire(missing, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new BudgetExceededException("Memory limit exceeded: this request needs "
                    + mebibytes((long) held + missing) + " MiB before it can run, and others hold "
                    + mebibytes((long) units - free.availablePermits() - held) + " of " + mebibytes(units)
                    + " MiB. Send it again later, or in smaller parts");
        }

        /** Gives back all but so much. */
        public void keep(long rest) {
            bytes = Math.min(bytes, rest);
            int needed = (int) ((bytes + UNIT - 1) / UNIT);
            free.release(held - needed);
            held = needed;
        }

        @Override
        public void close() {
            keep(0);
        }
    }

    private static String mebibytes(long count) {
        return Long.toString((count * UNIT + (1 << 20) - 1) >> 20);
    }
}
