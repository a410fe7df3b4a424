package io.millrace.controller.load;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import io.millrace.postgres.KeyCondition;
import java.util.List;

/**
 * A table to load: the rows of some keys and those that a condition finds; all rows where there is neither.
 *
 * @param table its name
 * @param oid {@code pg_class.oid}: another table of the name is not read
 * @param rows rows by their keys, of columns that are not protected
 * @param condition rows by SQL that can follow {@code WHERE}, which is carried out as it is; empty for none
 */
public record LoadTarget(TableId table, long oid, List<SourceKey> rows, String condition) {
    public LoadTarget {
        requireNonNull(table, "table is null");
        rows = List.copyOf(rows);
        requireNonNull(condition, "condition is null");
    }

    /** By a condition, or all rows where it is empty. */
    public LoadTarget(TableId table, long oid, String condition) {
        this(table, oid, List.of(), condition);
    }

    /** Whether all rows are read, so that what is older is gone from the source. */
    public boolean isWholeTable() {
        return rows.isEmpty() && condition.isEmpty();
    }

    /** Which rows, in SQL; empty for all. */
    String sql() {
        if (rows.isEmpty()) {
            return condition;
        }
        String keys = KeyCondition.of(rows);
        // The condition may end in a comment.
        return condition.isEmpty() ? keys : "(" + condition + "\n) OR " + keys;
    }
}
