package io.millrace.core.event;

/**
 * The epoch of a position: which continuous stretch of the source's WAL it belongs to. An epoch ends where changes were
 * lost: the slot or the topic was replaced, or the WAL went back after a restore or a failover. Positions of a later
 * epoch are higher than all earlier ones, whatever the source's LSN is.
 *
 * <p>The epoch takes the seven bits below the sign of an LSN, which leaves 64 PiB of write-ahead log.
 */
public final class StreamEpoch {
    /** The highest epoch. */
    public static final int LAST = 127;

    private static final int BITS = 56;

    private StreamEpoch() {}

    /**
     * @param lsn the source's own, below 2^56
     * @param epoch 0 to {@link #LAST}
     * @return the LSN of the stream and the warehouse
     */
    public static long place(long lsn, int epoch) {
        if (epoch < 0 || epoch > LAST) {
            throw new IllegalArgumentException("epoch is " + epoch + ", must be 0 to " + LAST);
        }
        return ((long) epoch << BITS) | lsn;
    }

    /** The epoch of an LSN of the stream. */
    public static int of(long place) {
        return (int) (place >>> BITS);
    }

    /** The source's own LSN. */
    public static long lsn(long place) {
        return place & ((1L << BITS) - 1);
    }
}
