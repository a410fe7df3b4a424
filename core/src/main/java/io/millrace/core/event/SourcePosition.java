package io.millrace.core.event;

import java.math.BigInteger;

/**
 * The position of a change in the source's WAL, and its time.
 *
 * <p>The version is a total order of the stream: Debezium's {@code source.sequence} is {@code [LSN of the last commit
 * before this transaction, LSN of the change]}, and transactions arrive in commit order.
 *
 * @param commitLsn LSN of the last commit before this transaction. 0 for rows of the first snapshot, which every
 *     streamed change supersedes; 1 for a streamed change before which the connector has seen no commit
 * @param lsn LSN of the change; for rows of a load, see {@link #ofLoad}
 * @param transactionId the Postgres xid, 0 if unknown: its low 32 bits for streamed changes, all 64 bits for snapshot
 *     rows
 * @param committedAtMicros commit time at the source, microseconds since the epoch; for snapshot rows the time of
 *     reading
 * @param capturedAtMicros when the connector processed the change, microseconds since the epoch
 * @param ordinal how many rows of the same table precede it at the same LSN, 0 or more; only for tables without a key
 */
public record SourcePosition(
        long commitLsn, long lsn, long transactionId, long committedAtMicros, long capturedAtMicros, long ordinal) {

    /** The first row at its LSN. */
    public SourcePosition(long commitLsn, long lsn, long transactionId, long committedAtMicros, long capturedAtMicros) {
        this(commitLsn, lsn, transactionId, committedAtMicros, capturedAtMicros, 0);
    }

    /** {@code (commitLsn << 64) | lsn}, both taken as unsigned: the {@code _version} of the warehouse (UInt128). */
    public BigInteger version() {
        return new BigInteger(Long.toUnsignedString(commitLsn))
                .shiftLeft(64)
                .or(new BigInteger(Long.toUnsignedString(lsn)));
    }

    /** Orders positions as {@link #version()} does, without making numbers. */
    public int compareVersion(SourcePosition other) {
        int byCommit = Long.compareUnsigned(commitLsn, other.commitLsn);
        return byCommit != 0 ? byCommit : Long.compareUnsigned(lsn, other.lsn);
    }

    /**
     * The position of a row that a load has read: above all that had committed before the load's watermark, below what
     * commits later. The commit LSN is the watermark's, the LSN shows what the snapshot can have seen.
     *
     * @param watermark its LSN, in its epoch
     * @param end the end of the WAL after the snapshot was taken, in its epoch: later changes were not seen
     */
    public static SourcePosition ofLoad(
            long watermark, long end, long transactionId, long committedAtMicros, long capturedAtMicros, long ordinal) {
        return new SourcePosition(watermark, end | 1, transactionId, committedAtMicros, capturedAtMicros, ordinal);
    }

    /**
     * Whether a row that a load has read is as it was before a change. Not where the snapshot may have seen the change,
     * or later ones: then another row can have got the key meanwhile.
     *
     * @param lsn of the position of the row. No change has an odd one, since records of the log begin at multiples of
     *     eight: only {@link #ofLoad} makes such, and what was completed from a loaded row is reported by its own LSN
     *     from then on
     */
    public static boolean isLoadedBefore(long lsn, SourcePosition change) {
        return (lsn & 1) == 1 && Long.compareUnsigned(change.lsn(), lsn) > 0;
    }

    /** Whether no change was lost between the two positions. */
    public boolean isSameEpochAs(SourcePosition other) {
        return StreamEpoch.of(lsn) == StreamEpoch.of(other.lsn);
    }
}
