package io.millrace.controller.load;

import io.millrace.core.event.TableId;

/** Receives the number of rows read from a table. Called by any reader's thread, about every two seconds. */
@FunctionalInterface
public interface LoadProgress {
    /** Ignores progress. */
    LoadProgress NONE = (table, rows, estimated) -> {};

    /**
     * @param rows read so far
     * @param estimated the total by the server's statistics, 0 if there are none
     */
    void rowsRead(TableId table, long rows, long estimated);
}
