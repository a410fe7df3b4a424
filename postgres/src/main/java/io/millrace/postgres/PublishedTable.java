package io.millrace.postgres;

import io.millrace.core.protect.Protection;
import io.millrace.core.wire.KeyForm;
import io.millrace.core.wire.TableDescription;
import java.util.List;
import java.util.Optional;

/**
 * What a load must know of a table: its columns and rows are those that the publication publishes, as the rules for columns let
 * them leave the source.
 *
 * @param oid {@code pg_class.oid}
 * @param description of its rows
 * @param columns how each column of the description is read, in the same order
 * @param filter the publication's condition on its rows, in SQL; empty: every row
 * @param parts where its rows are stored; none for a partitioned table without partitions
 * @param estimatedRows by the server's statistics, 0 where it has none
 */
public record PublishedTable(
        long oid,
        TableDescription description,
        List<Column> columns,
        String filter,
        List<Part> parts,
        long estimatedRows) {

    public PublishedTable {
        columns = List.copyOf(columns);
        parts = List.copyOf(parts);
    }

    /**
     * A column.
     *
     * @param expression what to select, in SQL: its text is that of pgoutput, or what a rule makes of it
     * @param protection what is still to be done to the text: {@link Protection#HASH} or nothing
     * @param isKey whether it is a column of the key
     * @param form what of its text tells rows apart, where it is one
     */
    public record Column(String expression, Optional<Protection> protection, boolean isKey, KeyForm form) {
        /** Whose whole text counts. */
        public Column(String expression, Optional<Protection> protection, boolean isKey) {
            this(expression, protection, isKey, KeyForm.EXACT);
        }
    }

    /**
     * A relation with rows of the table: the table itself, or a partition.
     *
     * @param from what stands behind {@code FROM}, in SQL
     * @param pages how many pages a heap has that can be read in ranges of pages; 0: it is read as a whole
     * @param file names what its rows are stored in: another one when it was rewritten; empty where it is unknown
     */
    public record Part(String from, long pages, String file) {}

    /** How many pages all parts have that can be read in ranges. */
    public long pages() {
        return parts.stream().mapToLong(Part::pages).sum();
    }
}
