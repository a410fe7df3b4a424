package io.millrace.pipeline.write;

import java.time.Duration;

/**
 * Decides when what waits is written. Three forces: a lone row should go at once; rows of one transaction, which arrive
 * within a millisecond or two of each other by different partitions, should go together; and under load, few large inserts
 * cost the warehouse a fifth of many small ones.
 *
 * <p>So rows go when none has come for a moment, at the latest when the oldest is as old as the window; and the window, at
 * rest the configured linger, doubles while cycles are large and halves when they are small again.
 */
final class FlushPolicy {
    static final Duration QUIET = Duration.ofMillis(1);
    static final Duration WIDEST = Duration.ofMillis(200);
    static final int GROWS_AT = 250;
    static final int SHRINKS_BELOW = 60;

    private final long linger;
    private final int maxRows;
    private final long maxBytes;
    private long window;

    /**
     * @param linger how long the oldest row waits at most, at rest
     * @param maxRows of one cycle
     * @param maxBytes of one cycle
     */
    FlushPolicy(Duration linger, int maxRows, long maxBytes) {
        this.linger = linger.toNanos();
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
        this.window = this.linger;
    }

    /**
     * How long to wait before writing, in nanoseconds, 0 or less for at once. Times are of {@link System#nanoTime()}.
     *
     * @param now the time
     * @param oldest when the oldest row came
     * @param newest when the newest row came
     */
    long waitNanos(long now, long oldest, long newest, int rows, long bytes) {
        if (rows >= maxRows || bytes >= maxBytes) {
            return 0;
        }
        long untilOld = window - (now - oldest);
        long untilQuiet = Math.min(linger, quiet()) - (now - newest);
        return Math.min(untilOld, untilQuiet);
    }

    /** @param rows how many a cycle wrote */
    void wrote(int rows) {
        if (rows >= GROWS_AT) {
            window = Math.max(linger, Math.min(WIDEST.toNanos(), Math.max(QUIET.toNanos(), window) * 2));
        } else if (rows < SHRINKS_BELOW) {
            window = Math.max(linger, window / 2);
        }
    }

    /** A wide window means a busy stream, in which a short gap is no sign of its end. */
    private long quiet() {
        return Math.max(QUIET.toNanos(), window / 10);
    }

    /** The longest that a row waits now, in nanoseconds. */
    long window() {
        return window;
    }
}
