package io.millrace.ops.warehouse;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import io.millrace.ops.api.table.RescuedCount;
import io.millrace.ops.api.table.Verified;
import io.millrace.postgres.Lsn;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Which tables are mirrored, and how many rows they have on both sides. */
public final class TableQueries {
    private static final String MIRRORED = """
            SELECT source_table AS table, view_database AS viewDatabase, name, storage_database AS storageDatabase,
                storage_name AS storageName
            FROM millrace.tables FINAL
            WHERE source = {source:String} AND state IN ('live', 'paused')
            ORDER BY source_table
            """;

    private static final String SOURCE_ROWS = """
            SELECT source_table AS table, argMax(rows, at) AS sourceRows, argMax(exact, at) AS isExact, max(at) AS sampledAt
            FROM millrace.source_samples
            WHERE source = {source:String} AND at > now64(3) - INTERVAL 1 HOUR
            GROUP BY source_table
            ORDER BY source_table
            """;

    private static final String VERIFIED = """
            SELECT source_table AS table, argMax(v.at, (v.number, v.at)) AS at,
                argMax(v.equal, (v.number, v.at)) AS isEqual,
                argMax(v.different - v.repaired, (v.number, v.at)) AS different,
                argMax(v.detail, (v.number, v.at)) AS detail,
                countIf(v.equal) > 0 AS isProved, argMaxIf(v.at, (v.number, v.at), v.equal) AS provedAt,
                toString(argMaxIf(v.lsn, (v.number, v.at), v.equal)) AS provedLsn
            FROM millrace.verifications AS v
            WHERE v.source = {source:String}
            GROUP BY source_table
            """;

    private static final String RESCUED = """
            SELECT source_table AS table, toInt64(sum(`values`)) AS number, arraySort(groupUniqArray(`column`)) AS columns
            FROM millrace.rescue_counts
            WHERE source = {source:String} AND minute > now() - INTERVAL 30 DAY
            GROUP BY source_table
            """;

    private final WarehouseReader warehouse;

    public TableQueries(WarehouseReader warehouse) {
        this.warehouse = warehouse;
    }

    /** The latest count in the source. */
    public record SourceRows(String table, long sourceRows, boolean isExact, Instant sampledAt) {}

    /** The count in the warehouse. */
    public record WarehouseRows(String table, long rows, Instant at) {}

    public List<MirroredTable> mirrored(String source) {
        return warehouse.rows(MirroredTable.class, MIRRORED, Map.of("source", source));
    }

    public List<SourceRows> sourceRows() {
        return warehouse.rows(SourceRows.class, SOURCE_ROWS);
    }

    /** The last comparison of a table by content, and the last one that found it equal. */
    public record Comparison(
            String table,
            Instant at,
            boolean isEqual,
            long different,
            String detail,
            boolean isProved,
            Instant provedAt,
            String provedLsn) {
        Verified verified() {
            return new Verified(
                    at,
                    isEqual,
                    different,
                    detail,
                    isProved ? provedAt : null,
                    isProved ? Lsn.format(Long.parseUnsignedLong(provedLsn)) : null);
        }
    }

    /** By table, of those that were compared. */
    public Map<String, Verified> verified(String source) {
        return warehouse.rows(Comparison.class, VERIFIED, Map.of("source", source)).stream()
                .collect(toMap(Comparison::table, Comparison::verified));
    }

    record RescuedRow(String table, long number, List<String> columns) {}

    /** By table, of those that have some. */
    public Map<String, RescuedCount> rescued() {
        return warehouse.rows(RescuedRow.class, RESCUED).stream()
                .collect(toMap(RescuedRow::table, row -> new RescuedCount(row.number(), row.columns())));
    }

    /** Counts the rows of the views: exact, and as costly as the tables are large. */
    public List<WarehouseRows> warehouseRows(List<MirroredTable> tables) {
        if (tables.isEmpty()) {
            return List.of();
        }
        String counts = tables.stream()
                .map(table -> "SELECT " + WarehouseSql.literal(table.table())
                        + " AS table, count() AS rows, now64(3) AS at FROM " + table.quotedView())
                .collect(joining(" UNION ALL "));
        return warehouse.rows(WarehouseRows.class, counts);
    }
}
