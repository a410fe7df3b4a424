package io.millrace.controller.verify;

import java.util.concurrent.TimeUnit;

/** Keeps the source from being asked for more rows a second than it should, by all readers together. Safe for many threads. */
final class Pace {
    private final int rowsPerSecond;
    private long free = System.nanoTime();

    Pace(int rowsPerSecond) {
        this.rowsPerSecond = rowsPerSecond;
    }

    /** Waits until the rows that were taken before are paid for. */
    void await() throws InterruptedException {
        long wait;
        synchronized (this) {
            wait = free - System.nanoTime();
        }
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /** Notes that rows have been read; the time that this took counts. */
    synchronized void took(long rows, long beginNanos) {
        long begin = free - beginNanos > 0 ? free : beginNanos;
        free = begin + (long) (rows * 1e9 / rowsPerSecond);
    }
}
