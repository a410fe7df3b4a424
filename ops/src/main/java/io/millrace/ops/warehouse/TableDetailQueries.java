package io.millrace.ops.warehouse;

import io.millrace.core.evolve.ColumnOrigin;
import io.millrace.core.evolve.OriginText;
import io.millrace.ops.api.control.RescuedColumn;
import io.millrace.ops.api.control.TableColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One mirrored table: where it is, its columns, its rescued values. */
public final class TableDetailQueries {
    private static final String REGISTERED = """
            SELECT source_table AS table, view_database AS viewDatabase, name, storage_database AS storageDatabase,
                storage_name AS storageName, toString(kind) AS kind, toString(state) AS state, detail
            FROM millrace.tables FINAL
            WHERE source = {source:String} AND source_table IN ({table:String}, concat('public.', {table:String}))
            ORDER BY source_table = {table:String} DESC
            LIMIT 1
            """;

    private static final String COLUMNS = """
            SELECT name, type, comment, toBool(is_in_sorting_key) AS isKey
            FROM system.columns
            WHERE database = {database:String} AND table = {table:String}
            ORDER BY position
            """;

    private static final String HISTORY = """
            SELECT count() > 0 AS isKept FROM system.tables
            WHERE database = {database:String} AND name = {table:String} AND (engine LIKE '%MergeTree' OR engine = 'Distributed')
            """;

    private static final String RESCUED = """
            SELECT `column`, toInt64(sum(`values`)) AS number
            FROM millrace.rescue_counts
            WHERE source = {source:String} AND source_table = {table:String} AND minute > now() - INTERVAL 30 DAY
            GROUP BY `column`
            ORDER BY `column`
            """;

    private final WarehouseReader warehouse;

    public TableDetailQueries(WarehouseReader warehouse) {
        this.warehouse = warehouse;
    }

    /** A table as the registry has it. */
    public record Registered(
            String table,
            String viewDatabase,
            String name,
            String storageDatabase,
            String storageName,
            String kind,
            String state,
            String detail) {
        public MirroredTable mirrored() {
            return new MirroredTable(table, viewDatabase, name, storageDatabase, storageName);
        }

        /** Whether it can be queried by its view. */
        public boolean hasView() {
            return state.equals("live") || state.equals("paused");
        }

        public String storage() {
            return storageDatabase + "." + storageName;
        }

        /**
         * The name of the table that has the rows, of a cluster those of a shard; and of the history, if there is one.
         */
        private String partsName() {
            return mirrored().partsName();
        }

        private String historyDatabase() {
            return storageDatabase.replaceFirst("_raw$", "") + "_history";
        }
    }

    record Column(String name, String type, String comment, boolean isKey) {}

    record Kept(boolean isKept) {}

    record Count(String column, long number) {}

    /**
     * A table by its name, {@code schema.table}, or without the schema where that is {@code public}; empty if the
     * warehouse does not know it.
     */
    public Optional<Registered> table(String name) {
        return warehouse.rows(Registered.class, REGISTERED, Map.of("table", name)).stream()
                .findFirst();
    }

    /** Columns that the source has, in the order of the storage. */
    public List<TableColumn> columns(Registered table) {
        return warehouse
                .rows(Column.class, COLUMNS, Map.of("database", table.storageDatabase(), "table", table.partsName()))
                .stream()
                // Columns of our own have no comment.
                .filter(column -> column.comment().startsWith("{"))
                .flatMap(column -> mapped(column).stream())
                .toList();
    }

    private static Optional<TableColumn> mapped(Column column) {
        ColumnOrigin origin = OriginText.column(column.comment(), column.name());
        return origin.retired()
                ? Optional.empty()
                : Optional.of(new TableColumn(
                        origin.name(), origin.type().isEmpty() ? null : origin.type(), column.type(), column.isKey()));
    }

    /** Where every version of its rows is; empty if that is not kept. */
    public Optional<String> history(Registered table) {
        boolean kept = warehouse
                .rows(Kept.class, HISTORY, Map.of("database", table.historyDatabase(), "table", table.partsName()))
                .get(0)
                .isKept();
        return kept ? Optional.of(table.historyDatabase() + "." + table.partsName()) : Optional.empty();
    }

    /** Values of the last 30 days that their columns could not hold, by column. */
    public List<RescuedColumn> rescued(Registered table) {
        return warehouse.rows(Count.class, RESCUED, Map.of("table", table.table())).stream()
                .map(count -> new RescuedColumn(count.column(), count.number()))
                .toList();
    }
}
