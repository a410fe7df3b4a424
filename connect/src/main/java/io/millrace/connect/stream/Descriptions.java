package io.millrace.connect.stream;

import io.millrace.core.wire.TableDescription;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Table descriptions of blocks. Not thread-safe. */
public interface Descriptions extends AutoCloseable {
    /**
     * The description of a table's rows from now on.
     *
     * @return empty for a table that is not captured; the log says why
     * @throws SQLException if its key cannot be determined without the source, and that does not answer
     */
    Optional<Described> describe(RelationMessage relation) throws SQLException;

    /**
     * Which tables the source no longer has.
     *
     * @param oids to be asked for, each as the 32 bits of an unsigned number
     * @return none where the source does not answer
     */
    Dropped dropped(Set<Integer> oids);

    @Override
    void close();

    /**
     * Tables that are gone.
     *
     * @param before an LSN: all transactions with changes of them were committed before it
     */
    record Dropped(Set<Integer> oids, long before) {
        public static final Dropped NONE = new Dropped(Set.of(), 0);

        public Dropped {
            oids = Set.copyOf(oids);
        }
    }

    /**
     * A table as blocks describe it.
     *
     * @param answered whether the source's catalog has answered: else it is to be asked again later
     */
    record Described(TableDescription table, boolean answered) {}
}
