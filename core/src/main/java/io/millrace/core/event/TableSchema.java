package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a table as one version of the event schema states it. Parsed once per version: events of one version
 * share the instance, so identity is a valid fast check for "same schema".
 *
 * @param table the table, by the name that it had when the change was made
 * @param columns its columns in the order of the source, which is {@code attnum} order
 * @param keyColumns indexes into {@code columns} of the row identity, in key order; empty for a table without a key
 * @param relation the catalog's description that came with the records; null if none came
 */
public record TableSchema(
        TableId table,
        List<Column> columns,
        List<Integer> keyColumns,
        @Nullable Relation relation) {
    public TableSchema {
        requireNonNull(table, "table is null");
        columns = List.copyOf(columns);
        keyColumns = List.copyOf(keyColumns);
    }

    /** A schema without a description by the catalog. */
    public TableSchema(TableId table, List<Column> columns, List<Integer> keyColumns) {
        this(table, columns, keyColumns, null);
    }

    public boolean hasKey() {
        return !keyColumns.isEmpty();
    }

    /** The table's {@code pg_class.oid} as far as it was looked up, 0 if it was not. */
    public long oid() {
        return relation == null ? 0 : relation.oid();
    }
}
