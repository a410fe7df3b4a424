package io.millrace.controller.load;

import io.millrace.core.event.TableId;

/** Receives how many rows of a table have been read. Called by any reader's thread, about every two seconds. */
@FunctionalInterface
public interface LoadProgress {
    /** Nobody listens. */
    LoadProgress NONE = (table, rows, estimated) -> {};

    /**
     * @param rows read so far
     * @param estimated how many there are by the server's statistics, 0 where it has none
     */
    void rowsRead(TableId table, long rows, long estimated);
}
