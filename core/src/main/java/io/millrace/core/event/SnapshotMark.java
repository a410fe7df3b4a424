package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Which transactions a snapshot of a table saw: the content of the logical message {@link MessagePrefix#SNAPSHOT}.
 * Distinguishes changes that the snapshot has read from those that it has not, whatever the order of their commits in
 * the WAL.
 *
 * @param table the table that it read
 * @param oid its {@code pg_class.oid}, 0 if it is not known
 * @param transactionId the snapshot's own xid, all 64 bits: rows that it read carry it, and later snapshots have higher
 *     ones
 * @param oldest every transaction below was over when the snapshot began: {@code pg_snapshot_xmin}
 * @param next no transaction from here on had begun: {@code pg_snapshot_xmax}
 * @param running transactions between them that were under way
 * @param endLsn the end of the WAL after the snapshot began: later changes were not seen
 * @param after LSN of the watermark that it read the table again after, 0 for the first load: its rows count once the
 *     load's end is {@linkplain MessagePrefix#RESYNCED announced}
 */
public record SnapshotMark(
        TableId table,
        long oid,
        long transactionId,
        long oldest,
        long next,
        List<Long> running,
        long endLsn,
        long after) {
    /** Of a first load, of a table given by name. */
    public SnapshotMark(TableId table, long transactionId, long oldest, long next, List<Long> running, long endLsn) {
        this(table, 0, transactionId, oldest, next, running, endLsn, 0);
    }

    public SnapshotMark {
        requireNonNull(table, "table is null");
        running = List.copyOf(running);
    }

    /**
     * Whether the snapshot saw what a streamed transaction did.
     *
     * @param streamed the low 32 bits of its xid, as the stream shows it; correct if fewer than 2^31 transactions lie
     *     between
     * @param lsn of the change
     */
    public boolean sees(long streamed, long lsn) {
        if (Long.compareUnsigned(lsn, endLsn) >= 0) {
            return false;
        }
        if (StreamEpoch.of(lsn) < StreamEpoch.of(endLsn)) {
            // Xids of another epoch are not comparable; what is left of it is what the snapshot read.
            return true;
        }
        // Xids wrap around at 2^32: the later of two is less than half a cycle ahead.
        return (int) (streamed - oldest) < 0
                || ((int) (streamed - next) < 0 && running.stream().noneMatch(each -> (int) (each - streamed) == 0));
    }
}
