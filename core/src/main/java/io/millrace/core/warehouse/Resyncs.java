package io.millrace.core.warehouse;

import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import java.util.List;

/** Requests a resync of rows of a table while changes flow; they arrive in the change stream. */
@FunctionalInterface
public interface Resyncs {
    /**
     * Returns when the request is durable. Idempotent in its effect.
     *
     * @param oid {@code pg_class.oid}, for a table that has another name by the time that it is read; 0 if it is not
     *     known
     * @param rows which rows; empty for all
     * @param reason for display, one line
     */
    void resync(TableId table, long oid, List<SourceKey> rows, String reason);
}
