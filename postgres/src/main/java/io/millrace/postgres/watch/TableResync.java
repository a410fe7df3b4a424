package io.millrace.postgres.watch;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;

/**
 * A captured table with unstreamed changes, which must be resynced.
 *
 * @param table by its current name
 * @param oid {@code pg_class.oid}
 * @param reason for display, one line
 */
public record TableResync(TableId table, long oid, String reason) {
    public TableResync {
        requireNonNull(table, "table is null");
        requireNonNull(reason, "reason is null");
    }
}
