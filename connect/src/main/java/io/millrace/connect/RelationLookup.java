package io.millrace.connect;

import io.millrace.connect.stream.Descriptions.Dropped;
import io.millrace.core.event.TableId;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Looks up table descriptions for the capture. */
interface RelationLookup extends AutoCloseable {
    /**
     * The table's description as the catalog has it now.
     *
     * @return empty if there is no such table
     * @throws SQLException if the source does not answer; a later call can succeed
     */
    Optional<String> relation(TableId table) throws SQLException;

    /**
     * The same of the table that has an oid, whatever its name is by now.
     *
     * @return empty if it has been dropped
     * @throws SQLException if the source does not answer; a later call can succeed
     */
    Optional<String> relation(long oid) throws SQLException;

    /**
     * Whether stored generated columns are in the stream.
     *
     * @throws SQLException if the source does not answer; a later call can succeed
     */
    boolean publishesComputed() throws SQLException;

    /**
     * Which of the tables have been dropped.
     *
     * @throws SQLException if the source does not answer; a later call can succeed
     */
    Dropped dropped(Set<Integer> oids) throws SQLException;

    @Override
    void close();
}
