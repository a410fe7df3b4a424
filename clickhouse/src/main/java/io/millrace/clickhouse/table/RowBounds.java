package io.millrace.clickhouse.table;

import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.StreamEpoch;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a storage table count, in addition to the rule that the latest version of a key wins.
 *
 * @param truncatedBelow version of the table's last truncation, 0 for none: rows must exceed it
 * @param truncatedBy low 32 bits of the truncating transaction's xid
 * @param snapshot what the latest snapshot saw, null if none is recorded
 */
public record RowBounds(
        BigInteger truncatedBelow,
        long truncatedBy,
        @Nullable SnapshotMark snapshot) {
    /** Every row counts. */
    public static final RowBounds NONE = new RowBounds(BigInteger.ZERO, 0, null);

    public RowBounds {
        requireNonNull(truncatedBelow, "truncatedBelow is null");
    }

    /** For tables with a key: a snapshot's rows are superseded by streamed ones, whatever it saw. */
    String keyed(String qualifier) {
        return qualifier + "`_version` > toUInt128('" + truncatedBelow + "')";
    }

    /** For tables without: every change counts that the latest snapshot did not see, and what that snapshot gave. */
    String keyless(String qualifier, TableNames names) {
        BigInteger below = truncationIsInSnapshot() ? BigInteger.ZERO : truncatedBelow;
        String op = qualifier + "`_op`";
        String xid = qualifier + "`_xid`";
        String version = qualifier + "`_version` > toUInt128('" + below + "') AND ";
        if (snapshot == null) {
            return version + "(" + op + " != 'r' OR " + xid + " = (SELECT max(`_xid`) FROM " + names.rows()
                    + " WHERE `_op` = 'r'))";
        }
        return version + "if(" + op + " = 'r', " + xid + " = " + unsigned(snapshot.transactionId()) + ", " + qualifier
                + "`_lsn` >= " + unsigned(snapshot.endLsn()) + " OR " + ofSameEpoch(qualifier, snapshot)
                + unseen(xid, snapshot) + ")";
    }

    /** What rows of the latest snapshot have as {@code _xid}: those of another one do not count. */
    String snapshotXid() {
        return snapshot == null ? "0" : unsigned(snapshot.transactionId());
    }

    /** Xids of an earlier epoch are not comparable: the snapshot saw what was left of it. */
    private static String ofSameEpoch(String qualifier, SnapshotMark mark) {
        int epoch = StreamEpoch.of(mark.endLsn());
        return epoch == 0 ? "" : qualifier + "`_lsn` >= " + unsigned(StreamEpoch.place(0, epoch)) + " AND ";
    }

    /** As {@link SnapshotMark#sees}: xids wrap around at 2^32. */
    private static String unseen(String xid, SnapshotMark mark) {
        String over = "toInt32(" + xid + " - " + low(mark.oldest()) + ") >= 0";
        String begun = "toInt32(" + xid + " - " + low(mark.next()) + ") >= 0";
        List<Long> running = mark.running();
        String in = running.isEmpty()
                ? ""
                : " OR " + xid + " IN ("
                        + running.stream()
                                .map(each -> String.valueOf(low(each)))
                                .collect(Collectors.joining(", ")) + ")";
        return over + " AND (" + begun + in + ")";
    }

    /**
     * Which rows of a table without a key a truncation has ended for good. Not those of an unrecorded snapshot: it may
     * have begun after the truncation.
     */
    String ended() {
        String older = "`_version` < toUInt128('" + truncatedBelow + "') AND (`_op` != 'r'";
        return snapshot == null || truncationIsInSnapshot()
                ? older + ")"
                : older + " OR `_xid` <= " + unsigned(snapshot.transactionId()) + ")";
    }

    private boolean truncationIsInSnapshot() {
        return snapshot != null
                && truncatedBelow.signum() > 0
                && snapshot.sees(truncatedBy, truncatedBelow.longValue());
    }

    private static long low(long xid) {
        return xid & 0xffff_ffffL;
    }

    private static String unsigned(long number) {
        return "toUInt64(" + Identifiers.literal(Long.toUnsignedString(number)) + ")";
    }
}
