package io.millrace.postgres;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;

/**
 * A captured table whose rows have changed without a trace in the stream: it must be loaded again.
 *
 * @param table by its name of now
 * @param oid {@code pg_class.oid}
 * @param reason for people, one line
 */
public record TableResync(TableId table, long oid, String reason) {
    public TableResync {
        requireNonNull(table, "table is null");
        requireNonNull(reason, "reason is null");
    }
}
