package io.millrace.core.warehouse;

import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import java.util.List;

/** Asks for rows of a table to be read from the source again while changes flow; they arrive in the change stream. */
@FunctionalInterface
public interface Resyncs {
    /**
     * Returns when the wish is durable. To ask twice costs time, nothing else.
     *
     * @param oid {@code pg_class.oid}, for a table that has another name by the time that it is read; 0 where it is not known
     * @param rows which rows; empty for all
     * @param reason for people, one line
     */
    void resync(TableId table, long oid, List<SourceKey> rows, String reason);
}
