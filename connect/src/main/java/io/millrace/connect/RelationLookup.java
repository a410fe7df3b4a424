package io.millrace.connect;

import io.millrace.connect.stream.Descriptions.Dropped;
import io.millrace.core.event.TableId;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Where the capture learns what a table is like. */
interface RelationLookup extends AutoCloseable {
    /**
     * The table's description as the catalogue has it now.
     *
     * @return empty where there is no such table
     * @throws SQLException where the source does not answer; a later question can succeed
     */
    Optional<String> relation(TableId table) throws SQLException;

    /**
     * The same of the table that has an oid, whatever its name is by now.
     *
     * @return empty where it has been dropped
     * @throws SQLException where the source does not answer; a later question can succeed
     */
    Optional<String> relation(long oid) throws SQLException;

    /**
     * Whether stored generated columns are in the stream.
     *
     * @throws SQLException where the source does not answer; a later question can succeed
     */
    boolean publishesComputed() throws SQLException;

    /**
     * Which of the tables have been dropped.
     *
     * @throws SQLException where the source does not answer; a later question can succeed
     */
    Dropped dropped(Set<Integer> oids) throws SQLException;

    @Override
    void close();
}
