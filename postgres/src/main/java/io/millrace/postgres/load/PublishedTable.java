package io.millrace.postgres.load;

import io.millrace.core.protect.Protection;
import io.millrace.core.wire.KeyForm;
import io.millrace.core.wire.TableDescription;
import java.util.List;
import java.util.Optional;

/**
 * A table to load: columns and rows as published, subject to the rules for columns.
 *
 * @param oid {@code pg_class.oid}
 * @param description of its rows
 * @param columns how to read each column of the description, in the same order
 * @param filter the publication's condition on its rows, in SQL; empty: every row
 * @param parts relations with its rows; none for a partitioned table without partitions
 * @param estimatedRows by the server's statistics, 0 if there are none
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
     * @param expression the SQL expression to select: its text is that of pgoutput, or what a rule makes of it
     * @param protection still to be applied to the text: {@link Protection#HASH} or none
     * @param isKey whether it is a column of the key
     * @param form which part of its text identifies rows, if it is a key column
     */
    public record Column(String expression, Optional<Protection> protection, boolean isKey, KeyForm form) {
        /** A column whose whole text counts. */
        public Column(String expression, Optional<Protection> protection, boolean isKey) {
            this(expression, protection, isKey, KeyForm.EXACT);
        }
    }

    /**
     * A relation with rows of the table: the table itself, or a partition.
     *
     * @param from the {@code FROM} item in SQL
     * @param pages number of pages of a heap that can be read by page ranges; 0: it is read as a whole
     * @param file identifies the storage file, which changes with a rewrite; empty if unknown
     */
    public record Part(String from, long pages, String file) {}

    /** Total pages of all parts that can be read by page ranges. */
    public long pages() {
        return parts.stream().mapToLong(Part::pages).sum();
    }
}
