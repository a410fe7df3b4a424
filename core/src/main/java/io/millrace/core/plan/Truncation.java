package io.millrace.core.plan;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.TableId;

/**
 * A table to truncate.
 *
 * @param table its name
 * @param oid its {@code pg_class.oid}, 0 if it is not known
 */
public record Truncation(TableId table, long oid) {
    public static Truncation of(ChangeEvent.Truncate event) {
        return new Truncation(event.table(), event.oid());
    }
}
