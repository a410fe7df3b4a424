package io.millrace.controller.load;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import io.millrace.postgres.load.KeyCondition;
import java.util.List;

/**
 * A table to load: rows by keys and by a condition, or all rows without either.
 *
 * @param table its name
 * @param oid {@code pg_class.oid}: another table with the name is not read
 * @param rows rows by their keys, which must not be protected columns
 * @param condition rows by SQL that can follow {@code WHERE}, executed unchanged; empty for none
 */
public record LoadTarget(TableId table, long oid, List<SourceKey> rows, String condition) {
    public LoadTarget {
        requireNonNull(table, "table is null");
        rows = List.copyOf(rows);
        requireNonNull(condition, "condition is null");
    }

    /** By a condition; all rows if it is empty. */
    public LoadTarget(TableId table, long oid, String condition) {
        this(table, oid, List.of(), condition);
    }

    /** Whether all rows are read, so that older rows are gone from the source. */
    public boolean isWholeTable() {
        return rows.isEmpty() && condition.isEmpty();
    }

    /** The SQL condition; empty for all rows. */
    String sql() {
        if (rows.isEmpty()) {
            return condition;
        }
        String keys = KeyCondition.of(rows);
        // The condition may end in a comment.
        return condition.isEmpty() ? keys : "(" + condition + "\n) OR " + keys;
    }
}
