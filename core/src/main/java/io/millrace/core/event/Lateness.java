package io.millrace.core.event;

/**
 * How much older changes are when they are read than the fastest recent ones: a measure of the reader's lag that is
 * robust against clock differences between source and reader. Not thread-safe.
 *
 * <p>Clocks are assumed to agree at first. If the source's is behind by {@code d}, changes seem late by {@code d} until
 * 20 {@code d} have passed.
 */
public final class Lateness {
    /** How fast the reference age rises while no change is that fast: seconds per second. */
    private static final double RISE = 0.05;

    private double quickest;
    private long at;

    /** @param nowMicros the time, in microseconds since the epoch, by the reader's clock */
    public Lateness(long nowMicros) {
        at = nowMicros;
    }

    /**
     * A change is read.
     *
     * @param committedAtMicros in microseconds since the epoch, by the source's clock
     * @param nowMicros the same, by the reader's
     * @return microseconds, 0 or more
     */
    public long micros(long committedAtMicros, long nowMicros) {
        long age = nowMicros - committedAtMicros;
        quickest = Math.min((double) age, quickest + RISE * Math.max(0, nowMicros - at));
        at = nowMicros;
        return (long) (age - quickest);
    }
}
