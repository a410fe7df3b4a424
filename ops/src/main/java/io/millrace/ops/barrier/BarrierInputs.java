package io.millrace.ops.barrier;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What a barrier looks at. Each method can throw what its system's adapter throws where that system does not answer. */
interface BarrierInputs {
    /** Writes a message into the source's WAL; returns a position, unsigned: all that had committed before the call precedes it. */
    long mark() throws SQLException;

    /** Has the source write something, so that the connector, which confirms when it next handles an event, confirms. */
    void nudge() throws SQLException;

    /** All before it is durable in the change stream; empty if the source has no such slot. */
    OptionalLong confirmed() throws SQLException;

    /** The offset that the next record of each partition of the change stream will get. */
    Map<Integer, Long> streamEnd();

    /** By partition, the offset before which everything is queryable. */
    Map<Integer, Long> landed();

    /** Captured tables that are neither shown nor loaded yet, because the controller has not seen them. */
    List<String> joiningTables() throws SQLException;

    /** Behind the last load that was asked for; compared with {@link #loadsDone}. */
    long loadsAsked();

    /** Loads before this position are over. */
    long loadsDone();

    /** Which loads are under way, in words; empty if nothing is known. */
    String loads();
}
