package io.millrace.ops.warehouse;

import io.millrace.ops.api.table.SchemaChangeEntry;
import java.util.List;
import java.util.Map;

/** How the warehouse's tables followed the source's. */
public final class SchemaChangeQueries {
    private static final String LATEST = """
            SELECT source_table AS table, toString(position) AS position, kind, column, before, after, applied, at
            FROM millrace.schema_changes FINAL
            WHERE source = {source:String}
            ORDER BY schema_changes.position DESC, at DESC, column
            LIMIT {limit:UInt32}
            """;

    private final WarehouseReader warehouse;

    public SchemaChangeQueries(WarehouseReader warehouse) {
        this.warehouse = warehouse;
    }

    /** The latest first. */
    public List<SchemaChangeEntry> latest(int limit) {
        return warehouse.rows(SchemaChangeEntry.class, LATEST, Map.of("limit", limit));
    }
}
