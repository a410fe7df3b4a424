package io.millrace.postgres.catalog;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;

/**
 * How large a captured table is.
 *
 * @param table its name
 * @param oid its number, {@code pg_class.oid}
 * @param bytes without indexes and what is stored out of line
 */
public record TableSize(TableId table, long oid, long bytes) {
    public TableSize {
        requireNonNull(table, "table is null");
    }
}
