package io.millrace.controller.load;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;

/**
 * A table to load.
 *
 * @param table its name
 * @param oid {@code pg_class.oid}: another table of the name is not read
 * @param condition which rows, as SQL that can follow {@code WHERE}; empty: all
 */
public record LoadTarget(TableId table, long oid, String condition) {
    public LoadTarget {
        requireNonNull(table, "table is null");
        requireNonNull(condition, "condition is null");
    }

    /** Whether all rows are read, so that what is older is gone from the source. */
    public boolean isWholeTable() {
        return condition.isEmpty();
    }
}
