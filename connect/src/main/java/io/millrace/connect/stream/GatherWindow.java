package io.millrace.connect.stream;

/**
 * How long changes may wait for others to travel with: not at all while few come, some milliseconds while so many come that
 * blocks would be small for what each of them costs.
 */
final class GatherWindow {
    private static final double MEMORY_NANOS = 100e6;
    private static final double NANOS_PER_BYTE_PER_SECOND = 2.0;
    private static final long LONGEST_NANOS = 20_000_000;

    /** Of changes that are late anyway: a twentieth more. */
    private static final double OF_LATENESS = 0.05;

    private static final long LONGEST_LATE_NANOS = 50_000_000;

    /**
     * Sends a second while changes come steadily, as many as the pipeline makes inserts: each costs the producer, the broker and
     * the pipeline a millisecond and more together.
     */
    static final double MOST_A_SECOND = 80;

    /** Sends that need not wait for their share after a rest. */
    static final double BURST = 4;

    private static final double NANOS_A_SECOND = 1e9;

    /** Bytes of late, each weighing the less the longer ago it was. */
    private double level;

    private long at;
    private long lateNanos;
    private double budget = BURST;

    GatherWindow(long nanoTime) {
        at = nanoTime;
    }

    /** Some bytes of changes were sent on. */
    void sent(int bytes, long nanoTime) {
        level = level * Math.exp((at - nanoTime) / MEMORY_NANOS) + bytes;
        budget = Math.max(0, budgetAt(nanoTime) - (bytes > 0 ? 1 : 0));
        at = nanoTime;
    }

    /** How late the changes are that are being gathered: see {@link io.millrace.core.event.Lateness}. */
    void late(long micros) {
        lateNanos = micros * 1000;
    }

    private double budgetAt(long nanoTime) {
        return Math.min(BURST, budget + (nanoTime - at) / NANOS_A_SECOND * MOST_A_SECOND);
    }

    /**
     * The wait, in nanoseconds: until the share of this send has come up, and 2 ms for each MB/s, which makes 4 kB of 1.4 MB/s, and 200 kB of 10 MB/s. Where the processor is
     * busy, changes come slowly because of what small blocks cost: so it is longer for changes that are late.
     */
    long nanos(long nanoTime) {
        double bytesPerSecond = level / MEMORY_NANOS * NANOS_A_SECOND;
        long forRate = Math.min(LONGEST_NANOS, (long) (bytesPerSecond * NANOS_PER_BYTE_PER_SECOND));
        long forLateness = Math.min(LONGEST_LATE_NANOS, (long) (lateNanos * OF_LATENESS));
        long forBudget = (long) ((1 - budgetAt(nanoTime)) / MOST_A_SECOND * NANOS_A_SECOND);
        return Math.max(forBudget, Math.max(forRate, forLateness));
    }
}
