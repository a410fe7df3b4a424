package io.millrace.connect.stream;

import io.millrace.core.wire.TableDescription;
import java.sql.SQLException;
import java.util.Optional;

/** What blocks say of tables. Belongs to one thread. */
public interface Descriptions extends AutoCloseable {
    /**
     * How a table's rows travel from now on.
     *
     * @return empty for a table that is not captured; the log says why
     * @throws SQLException where its key cannot be told without the source, and that does not answer
     */
    Optional<Described> describe(RelationMessage relation) throws SQLException;

    @Override
    void close();

    /**
     * A table as blocks describe it.
     *
     * @param answered whether the source's catalog has answered: else it is to be asked again later
     */
    record Described(TableDescription table, boolean answered) {}
}
