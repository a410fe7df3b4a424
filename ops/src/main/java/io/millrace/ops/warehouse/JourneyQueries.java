package io.millrace.ops.warehouse;

import io.millrace.ops.api.flow.Journey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The journey of one row, from the times in its storage. */
public final class JourneyQueries {
    private static final String KEY_COLUMNS = """
            SELECT name AS column, type
            FROM system.columns
            WHERE database = {database:String} AND table = {table:String} AND is_in_sorting_key
              AND name NOT IN ('_lsn', '_xid', '_ordinal', '_sign')
            """;

    private final WarehouseReader warehouse;

    public JourneyQueries(WarehouseReader warehouse) {
        this.warehouse = warehouse;
    }

    /** A column of a table's key, with its type in ClickHouse's words. */
    public record KeyColumn(String column, String type) {}

    record Travelled(
            boolean deleted, String op, Instant committedAt, Instant capturedAt, Instant loggedAt, Instant landedAt) {}

    record Fits(boolean fits) {}

    public List<KeyColumn> keyOf(MirroredTable table) {
        return warehouse.rows(
                KeyColumn.class, KEY_COLUMNS, Map.of("database", table.storageDatabase(), "table", table.partsName()));
    }

    /** Whether {@code key} is a valid value of the key's type. */
    public boolean fits(KeyColumn column, String key) {
        String sql = "SELECT accurateCastOrNull({key:String}, {type:String}) IS NOT NULL AS fits";
        return warehouse
                .rows(Fits.class, sql, Map.of("key", key, "type", column.type()))
                .get(0)
                .fits();
    }

    /** Empty if the row is not in the warehouse. */
    public Optional<Journey> journey(MirroredTable table, KeyColumn column, String key) {
        String sql = """
                SELECT toBool(_deleted) AS deleted, _op AS op, _committed_at AS committedAt, _captured_at AS capturedAt,
                    _logged_at AS loggedAt, _landed_at AS landedAt
                FROM %s
                WHERE %s = {key:%s}
                ORDER BY _version DESC
                LIMIT 1
                SETTINGS prefer_column_name_to_alias = 1
                """.formatted(table.quotedStorage(), WarehouseSql.identifier(column.column()), column.type());
        return warehouse.rows(Travelled.class, sql, Map.of("key", key)).stream()
                .findFirst()
                .map(row -> new Journey(
                        table.table(),
                        key,
                        true,
                        row.deleted(),
                        row.op(),
                        row.committedAt(),
                        row.capturedAt(),
                        row.loggedAt(),
                        row.landedAt(),
                        Journey.Stages.between(row.committedAt(), row.capturedAt(), row.loggedAt(), row.landedAt())));
    }
}
