package io.millrace.pipeline.write;

import java.time.Duration;

/**
 * Decides when queued rows are written. Three goals: a single row should be written at once; rows of one transaction,
 * which arrive within a millisecond by different partitions, together; and under load, as few large inserts cost a
 * fraction of many small ones.
 *
 * <p>So rows are written when none has arrived for a moment, at the latest when the oldest has waited for the linger.
 * And inserts have a budget: as many per second as keep one of them running all the time by their measured duration, at
 * most {@link #MOST_A_SECOND}. A few go at once, then each waits for its share of the budget and takes along what
 * arrived meanwhile. If changes are late, inserts are spaced further apart by a twentieth of the lateness: that delays
 * them little, and on a busy machine small inserts are what makes them late.
 */
final class FlushPolicy {
    static final Duration QUIET = Duration.ofNanos(500_000);

    /** Maximum of small inserts per second, whatever they cost: each creates a part that must be merged. */
    static final double MOST_A_SECOND = 80;

    static final double FEWEST_A_SECOND = 4;

    /** Inserts that need not wait for the budget after a pause. */
    static final double BURST = 4;

    /** How many small inserts run at a time, on average. */
    private static final double UTILIZATION = 1.0;

    /** The share of the lateness by which inserts are spaced, up to {@link #MOST_LATE}. */
    private static final double OF_LATENESS = 0.05;

    private static final Duration MOST_LATE = Duration.ofMillis(500);

    private static final double NANOS_A_SECOND = 1e9;

    private final long linger;
    private final int maxRows;
    private final long maxBytes;
    private double perSecond = MOST_A_SECOND;
    private double averageNanos;
    private double budget = BURST;
    private long countedAt;
    private boolean counts;
    private long begunAt;
    private long lateNanos;

    /**
     * @param linger how long the oldest row waits for others while the budget lasts
     * @param maxRows of one write
     * @param maxBytes of one write
     */
    FlushPolicy(Duration linger, int maxRows, long maxBytes) {
        this.linger = linger.toNanos();
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
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
        long untilOld = linger - (now - oldest);
        long untilQuiet = Math.min(linger, QUIET.toNanos()) - (now - newest);
        return Math.max(Math.min(untilOld, untilQuiet), Math.max(untilBudget(now), untilApart(now)));
    }

    /** Sets the lateness of the latest changes: see {@link io.millrace.core.event.Lateness}. */
    void late(long micros) {
        lateNanos = micros * 1000;
    }

    private long untilApart(long now) {
        long apart = Math.min(MOST_LATE.toNanos(), (long) (lateNanos * OF_LATENESS));
        return apart - (now - begunAt);
    }

    private long untilBudget(long now) {
        count(now);
        return budget >= 1 ? 0 : (long) Math.ceil((1 - budget) / perSecond * NANOS_A_SECOND);
    }

    private void count(long now) {
        if (counts) {
            budget = Math.min(BURST, budget + (now - countedAt) / NANOS_A_SECOND * perSecond);
        } else {
            begunAt = now - MOST_LATE.toNanos();
            counts = true;
        }
        countedAt = now;
    }

    /** Records the start of a write. */
    void began(long now) {
        count(now);
        begunAt = now;
        budget = Math.max(0, budget - 1);
    }

    /** @param nanos how long a write took that was begun */
    void wrote(int rows, long nanos) {
        if (rows >= maxRows) {
            // Not representative of small ones.
            return;
        }
        averageNanos = averageNanos == 0 ? nanos : averageNanos * 0.9 + nanos * 0.1;
        perSecond = Math.max(
                FEWEST_A_SECOND, Math.min(MOST_A_SECOND, UTILIZATION * NANOS_A_SECOND / Math.max(1, averageNanos)));
    }

    /** How many writes a second the budget allows now. */
    double perSecond() {
        return perSecond;
    }
}
