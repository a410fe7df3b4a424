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

    /** Bytes of late, each weighing the less the longer ago it was. */
    private double level;

    private long at;
    private long lateNanos;

    GatherWindow(long nanoTime) {
        at = nanoTime;
    }

    /** Some bytes of changes were sent on. */
    void sent(int bytes, long nanoTime) {
        level = level * Math.exp((at - nanoTime) / MEMORY_NANOS) + bytes;
        at = nanoTime;
    }

    /** How late the changes are that are being gathered: see {@link io.millrace.core.event.Lateness}. */
    void late(long micros) {
        lateNanos = micros * 1000;
    }

    /**
     * The wait, in nanoseconds: 2 ms for each MB/s, which makes 4 kB of 1.4 MB/s, and 200 kB of 10 MB/s. Where the processor is
     * busy, changes come slowly because of what small blocks cost: so it is longer for changes that are late.
     */
    long nanos() {
        double bytesPerSecond = level / MEMORY_NANOS * 1e9;
        long forRate = Math.min(LONGEST_NANOS, (long) (bytesPerSecond * NANOS_PER_BYTE_PER_SECOND));
        long forLateness = Math.min(LONGEST_LATE_NANOS, (long) (lateNanos * OF_LATENESS));
        return Math.max(forRate, forLateness);
    }
}
