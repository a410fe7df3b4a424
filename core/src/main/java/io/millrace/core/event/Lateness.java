package io.millrace.core.event;

/**
 * How much older changes are, where they are read, than the quickest ones of late: a measure of how far behind the reader is that
 * no difference between the clocks of source and reader distorts for long. For one thread at a time.
 *
 * <p>Clocks are taken to agree at first. Where the source's is behind by {@code d}, changes seem later than they are by {@code d}
 * at first, and no longer after 20 {@code d}.
 */
public final class Lateness {
    /** How fast the age that counts as quick rises while no change is as quick as that: seconds a second. */
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
     * @param nowMicros likewise, by the reader's
     * @return microseconds, 0 or more
     */
    public long micros(long committedAtMicros, long nowMicros) {
        long age = nowMicros - committedAtMicros;
        quickest = Math.min((double) age, quickest + RISE * Math.max(0, nowMicros - at));
        at = nowMicros;
        return (long) (age - quickest);
    }
}
