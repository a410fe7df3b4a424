package io.millrace.bench.measure;

import java.util.concurrent.locks.LockSupport;

/** Sleeping and measuring by {@link System#nanoTime()}. */
final class Waiting {
    private Waiting() {}

    /** Sleeps until a time; returns immediately if it has passed. */
    static void until(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Seconds since a moment, to the millisecond. */
    static double seconds(long since) {
        return rounded((System.nanoTime() - since) / 1e9);
    }

    static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
