package io.millrace.ops.warehouse;

import io.millrace.ops.api.table.Rescued;
import java.util.List;
import java.util.Map;

/** Values that their columns cannot hold. */
public final class RescuedQueries {
    private static final String VALUES = """
            SELECT key, column, substringUTF8(value, 1, 10000) AS value
            FROM millrace.rescued
            WHERE source = {source:String} AND source_table = {table:String}
            ORDER BY column, toString(key)
            LIMIT {limit:UInt32}
            """;

    private final WarehouseReader warehouse;

    public RescuedQueries(WarehouseReader warehouse) {
        this.warehouse = warehouse;
    }

    /**
     * Those of one table.
     *
     * @param source the source's name
     * @param table {@code schema.table}
     * @param limit how many at most
     */
    public Rescued of(String source, String table, int limit) {
        List<Rescued.Value> values = warehouse.rows(
                Rescued.Value.class, VALUES, Map.of("source", source, "table", table, "limit", limit + 1));
        String query = "SELECT key, column, value FROM millrace.rescued WHERE source = " + WarehouseSql.literal(source)
                + " AND source_table = " + WarehouseSql.literal(table);
        return new Rescued(table, query, values.subList(0, Math.min(limit, values.size())), values.size() > limit);
    }
}
