package io.millrace.controller.verify;

import java.util.concurrent.TimeUnit;

/** Limits the rows read per second from the source, over all readers. Thread-safe. */
final class RateLimiter {
    private final int rowsPerSecond;
    private long free = System.nanoTime();

    RateLimiter(int rowsPerSecond) {
        this.rowsPerSecond = rowsPerSecond;
    }

    /** Waits until the rows taken before are within the rate. */
    void await() throws InterruptedException {
        long wait;
        synchronized (this) {
            wait = free - System.nanoTime();
        }
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /** Records rows that were read; the time that this took counts. */
    synchronized void took(long rows, long beginNanos) {
        long begin = free - beginNanos > 0 ? free : beginNanos;
        free = begin + (long) (rows * 1e9 / rowsPerSecond);
    }
}
