package io.millrace.kafka.resync;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import java.util.List;

/**
 * A request to read rows of a table from the source again: all of them, if neither {@code rows} nor {@code condition}
 * is set; then rows that the source no longer has vanish from the warehouse.
 *
 * @param id names it in the {@link ResyncStatus}
 * @param table the table, by its name at the time of the request
 * @param oid {@code pg_class.oid}, by which it is found under another name; 0: it is the table of the name
 * @param rows rows by their keys
 * @param condition rows by SQL that can follow {@code WHERE}, or empty; only used after its signature was {@linkplain
 *     ConditionSignature#accepts verified}
 * @param signature of the condition; empty without one
 * @param reason for display, one line
 * @param afterLoss whether changes were lost, which begins a new epoch
 * @param origin id of the control request that this load is part of; empty for none
 */
public record ResyncRequest(
        String id,
        TableId table,
        long oid,
        List<SourceKey> rows,
        String condition,
        String signature,
        String reason,
        boolean afterLoss,
        String origin) {
    /** Stands for all tables that are captured; no table has an empty name. */
    static final TableId EVERY_TABLE = new TableId("", "");

    public ResyncRequest {
        requireNonNull(id, "id is null");
        requireNonNull(table, "table is null");
        rows = List.copyOf(rows);
        requireNonNull(condition, "condition is null");
        requireNonNull(signature, "signature is null");
        requireNonNull(reason, "reason is null");
        requireNonNull(origin, "origin is null");
    }

    /** Which no control request asks for. */
    public ResyncRequest(
            String id,
            TableId table,
            long oid,
            List<SourceKey> rows,
            String condition,
            String signature,
            String reason,
            boolean afterLoss) {
        this(id, table, oid, rows, condition, signature, reason, afterLoss, "");
    }

    /** For all rows, while the stream is whole. */
    public static ResyncRequest ofTable(String id, TableId table, long oid, String reason) {
        return ofRows(id, table, oid, List.of(), reason);
    }

    /** For rows by their keys; for all if there are none. */
    public static ResyncRequest ofRows(String id, TableId table, long oid, List<SourceKey> rows, String reason) {
        return new ResyncRequest(id, table, oid, rows, "", "", reason, false);
    }

    /** For rows by a condition, signed. */
    public static ResyncRequest ofCondition(
            String id, TableId table, String condition, String reason, String source, ConditionSignature by) {
        ResyncRequest plain = new ResyncRequest(id, table, 0, List.of(), condition, "", reason, false);
        return new ResyncRequest(id, table, 0, List.of(), condition, by.sign(source, plain), reason, false);
    }

    /** The same as a part of a control request. */
    public ResyncRequest of(String controlRequest) {
        return new ResyncRequest(id, table, oid, rows, condition, signature, reason, afterLoss, controlRequest);
    }

    /** The same for the rows of several merged requests. Their conditions were verified: this one has no signature. */
    public ResyncRequest with(List<SourceKey> otherRows, String otherCondition) {
        return new ResyncRequest(id, table, oid, otherRows, otherCondition, "", reason, false, origin);
    }

    /** Whether it is for all tables; then it names none. */
    public boolean everyTable() {
        return table.equals(EVERY_TABLE);
    }

    public boolean wholeTable() {
        return rows.isEmpty() && condition.isEmpty();
    }
}
