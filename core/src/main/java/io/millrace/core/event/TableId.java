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

    /**
     * Whether schema or table begin or end with a double quote. Debezium takes such a name for one that is quoted already, and
     * would put it into SQL as it is: nobody may ask it to read that table.
     */
    public boolean looksQuoted() {
        return schema.startsWith("\"") || schema.endsWith("\"") || table.startsWith("\"") || table.endsWith("\"");
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
