package io.millrace.kafka.resync;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;

/**
 * Somebody wants rows of a table to be read from the source again.
 *
 * @param id names it in the {@link ResyncNews}
 * @param table which table, as it was called when it was asked for
 * @param oid {@code pg_class.oid}, by which it is found under another name; 0: it is the table of the name
 * @param condition which rows, as SQL that can follow {@code WHERE}; empty: all, and what the source does not have any more
 *     vanishes from the warehouse
 * @param reason for people, one line
 * @param afterLoss whether changes were lost: what was captured before says nothing about what comes
 */
public record ResyncRequest(String id, TableId table, long oid, String condition, String reason, boolean afterLoss) {
    /** Stands for all tables that are captured; no table has an empty name. */
    static final TableId EVERY_TABLE = new TableId("", "");

    /** While the stream is whole. */
    public ResyncRequest(String id, TableId table, long oid, String condition, String reason) {
        this(id, table, oid, condition, reason, false);
    }

    public ResyncRequest {
        requireNonNull(id, "id is null");
        requireNonNull(table, "table is null");
        requireNonNull(condition, "condition is null");
        requireNonNull(reason, "reason is null");
    }

    /** Whether it asks for all tables; then it names none. */
    public boolean everyTable() {
        return table.equals(EVERY_TABLE);
    }

    public boolean wholeTable() {
        return condition.isEmpty();
    }
}
