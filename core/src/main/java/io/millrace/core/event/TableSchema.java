package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The shape of a table as one version of the event schema states it. Parsed once per version: events of one version
 * share the instance, so identity is a valid fast check for "same schema".
 *
 * @param table the table
 * @param columns its columns in the order of the source
 * @param keyColumns indexes into {@code columns} of the row identity, in key order; empty for a table without a key
 */
public record TableSchema(TableId table, List<Column> columns, List<Integer> keyColumns) {
    public TableSchema {
        requireNonNull(table, "table is null");
        columns = List.copyOf(columns);
        keyColumns = List.copyOf(keyColumns);
    }

    public boolean hasKey() {
        return !keyColumns.isEmpty();
    }
}
