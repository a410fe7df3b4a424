package io.millrace.pipeline.write;

import java.time.Duration;

/**
 * Decides when what waits is written. Three forces: a lone row should go at once; rows of one transaction, which arrive
 * within a millisecond of each other by different partitions, should go together; and under load, few large inserts cost the
 * warehouse a fraction of many small ones.
 *
 * <p>So rows go when none has come for a moment, at the latest when the oldest has waited for the linger. And inserts have a
 * budget: as many a second as keep one of them under way all the time, by their measured duration, {@link
 * #MOST_A_SECOND} at most. A few go at once, then each waits until its share has come up, and takes along what came meanwhile.
 * Where changes are late, inserts are further apart by a twentieth of that: it delays them little, and on a busy machine small
 * inserts are what makes them late.
 */
final class FlushPolicy {
    static final Duration QUIET = Duration.ofNanos(500_000);

    /** Small inserts a second at most, whatever they cost: each makes a part that must be merged. */
    static final double MOST_A_SECOND = 80;

    static final double FEWEST_A_SECOND = 4;

    /** Inserts that need not wait for their share after a rest. */
    static final double BURST = 4;

    /** How many small inserts are under way at a time, on average. */
    private static final double UTILIZATION = 1.0;

    /** Of how late changes are: so long after the beginning of an insert the next one begins, at the latest {@link #MOST_LATE}. */
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

    /** How late the changes are that came last: see {@link io.millrace.core.event.Lateness}. */
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

    /** A write begins. */
    void began(long now) {
        count(now);
        begunAt = now;
        budget = Math.max(0, budget - 1);
    }

    /** @param nanos how long a write took that was begun */
    void wrote(int rows, long nanos) {
        if (rows >= maxRows) {
            // Says nothing of small ones.
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
