package io.millrace.core.event;

/**
 * Which continuous stretch of a source's log a position belongs to. An era ends where changes were lost: the slot or the topic
 * is another one, or the source's log went back, after a restore or a failover. Positions of a later era are higher than all
 * of earlier ones, whatever LSN the source has by then.
 *
 * <p>The era takes the seven bits below the sign of an LSN, which leaves 64 PiB of write-ahead log.
 */
public final class SourceEra {
    /** The last that fits. */
    public static final int LAST = 127;

    private static final int BITS = 56;

    private SourceEra() {}

    /**
     * @param lsn the source's own, below 2^56
     * @param era 0 to {@link #LAST}
     * @return the LSN as the stream and the warehouse have it
     */
    public static long place(long lsn, int era) {
        if (era < 0 || era > LAST) {
            throw new IllegalArgumentException("era is " + era + ", must be 0 to " + LAST);
        }
        return ((long) era << BITS) | lsn;
    }

    /** The era of an LSN of the stream. */
    public static int of(long place) {
        return (int) (place >>> BITS);
    }

    /** The source's own LSN. */
    public static long lsn(long place) {
        return place & ((1L << BITS) - 1);
    }
}
