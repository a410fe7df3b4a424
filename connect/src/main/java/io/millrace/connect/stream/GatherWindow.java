package io.millrace.connect.stream;

/**
 * How long changes are gathered into a block: not at all at low rates, some milliseconds at high rates, where small
 * blocks would cost too much.
 */
final class GatherWindow {
    private static final double MEMORY_NANOS = 100e6;
    private static final double NANOS_PER_BYTE_PER_SECOND = 2.0;
    private static final long LONGEST_NANOS = 20_000_000;

    /** The additional share for changes that are late anyway. */
    private static final double OF_LATENESS = 0.05;

    private static final long LONGEST_LATE_NANOS = 50_000_000;

    /**
     * Sends per second at a low steady rate, as many as the pipeline's inserts: each costs producer, broker and pipeline
     * more than a millisecond together.
     */
    static final double MOST_A_SECOND = 80;

    /** Additional time between sends, for each commit per second: about 30 sends a second at 500 commits a second. */
    private static final double NANOS_PER_COMMIT_PER_SECOND = 40_000;

    /** The longest time between sends at a steady rate, unless changes are late. */
    private static final double LONGEST_APART_NANOS = 50e6;

    /** Sends that need not wait after an idle period. */
    static final double BURST = 4;

    private static final double NANOS_A_SECOND = 1e9;

    /** The lateness from which the connection may stay unread: changes that are less late would notice it. */
    private static final long LATE_NANOS = 1_000_000_000;

    /** What fits into the buffer of a Unix socket three times: there a message counts as a kilobyte, and a transaction of a row has three. */
    private static final double COMMITS_UNREAD = 25;

    /** The same of transactions with many rows, of a hundred bytes each. */
    private static final double BYTES_UNREAD = 8 << 10;

    /** Recent bytes, with exponential decay. */
    private double recentBytes;

    /** Recent commits, likewise. */
    private double recentCommits;

    private long at;
    private long lateNanos;
    private double budget = BURST;

    GatherWindow(long nanoTime) {
        at = nanoTime;
    }

    /**
     * Records a send.
     *
     * @param bytes 0 if nothing was sent
     */
    void sent(int bytes, int commits, long nanoTime) {
        budget = Math.max(0, budgetAt(nanoTime) - (bytes > 0 ? 1 : 0));
        double kept = Math.exp((at - nanoTime) / MEMORY_NANOS);
        recentBytes = recentBytes * kept + bytes;
        recentCommits = recentCommits * kept + commits;
        at = nanoTime;
    }

    /** For how long the connection may stay unread at the rate as of the last send, in nanoseconds; 0 unless changes are late. */
    long unreadNanos() {
        if (lateNanos < LATE_NANOS) {
            return 0;
        }
        double commits = COMMITS_UNREAD / (recentCommits / MEMORY_NANOS);
        double bytes = BYTES_UNREAD / (recentBytes / MEMORY_NANOS);
        return (long) Math.min(LONGEST_NANOS, Math.min(commits, bytes));
    }

    /** Sets the lateness of the changes being gathered: see {@link io.millrace.core.event.Lateness}. */
    void late(long micros) {
        lateNanos = micros * 1000;
    }

    private double budgetAt(long nanoTime) {
        return Math.min(BURST, budget + (nanoTime - at) / apart());
    }

    /** Nanoseconds between sends at the rate as of the last one. */
    private double apart() {
        double commitsPerSecond = recentCommits / MEMORY_NANOS * NANOS_A_SECOND;
        return Math.min(
                LONGEST_APART_NANOS, NANOS_A_SECOND / MOST_A_SECOND + commitsPerSecond * NANOS_PER_COMMIT_PER_SECOND);
    }

    /**
     * The wait, in nanoseconds: until the budget allows this send, plus 2 ms per MB/s, so that blocks have 4 kB at 1.4
     * MB/s and 200 kB at 10 MB/s. On a busy CPU changes are slow because of the cost of small blocks, so the wait is
     * longer for late changes.
     */
    long nanos(long nanoTime) {
        double bytesPerSecond = recentBytes / MEMORY_NANOS * NANOS_A_SECOND;
        long forRate = Math.min(LONGEST_NANOS, (long) (bytesPerSecond * NANOS_PER_BYTE_PER_SECOND));
        long forLateness = Math.min(LONGEST_LATE_NANOS, (long) (lateNanos * OF_LATENESS));
        long forBudget = (long) ((1 - budgetAt(nanoTime)) * apart());
        return Math.max(forBudget, Math.max(forRate, forLateness));
    }
}
