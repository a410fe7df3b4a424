package io.millrace.ops.api.table;

import java.util.List;
import java.util.Map;

/**
 * Values of one table's current rows that their columns cannot hold.
 *
 * @param table {@code schema.table} of the source
 * @param query the ClickHouse query for all of them
 * @param values some of them
 * @param more whether there are others
 */
public record Rescued(String table, String query, List<Value> values, boolean more) {
    public Rescued {
        values = List.copyOf(values);
    }

    /**
     * One value.
     *
     * @param key texts of the row's key by column; of a table without a key, of all its columns
     * @param column the source's name of the column
     * @param value its exact text in Postgres
     */
    public record Value(Map<String, String> key, String column, String value) {
        public Value {
            key = Map.copyOf(key);
        }
    }
}
