package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

/**
 * A table of the source, by its exact, unquoted names; Postgres compares them with case.
 *
 * @param schema the Postgres schema, for example {@code public}
 * @param table the table's name
 */
public record TableId(String schema, String table) implements Comparable<TableId> {
    public TableId {
        requireNonNull(schema, "schema is null");
        requireNonNull(table, "table is null");
    }

    @Override
    public int compareTo(TableId other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : table.compareTo(other.table);
    }

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
