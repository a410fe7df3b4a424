package io.millrace.core.warehouse;

import io.millrace.core.event.TableId;

/** Asks for a table to be read from the source again while changes flow; its rows arrive in the change stream. */
@FunctionalInterface
public interface Resyncs {
    /**
     * Returns when the wish is durable. To ask twice costs time, nothing else.
     *
     * @param reason for people, one line
     */
    void resync(TableId table, String reason);
}
