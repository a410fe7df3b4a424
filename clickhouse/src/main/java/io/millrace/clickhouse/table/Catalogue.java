package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Row;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.OriginText;
import io.millrace.core.evolve.TableOrigin;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.WarehouseTypeParser;
import io.millrace.core.warehouse.WarehouseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads from ClickHouse's own catalogue how a table is. Which table of the source it mirrors stands in its comments. */
final class Catalogue {
    private final ClickHouseClient client;
    private final SchemaDatabases databases;

    Catalogue(ClickHouseClient client, SchemaDatabases databases) {
        this.client = client;
        this.databases = databases;
    }

    static boolean isMetadata(String column) {
        return TableDdl.METADATA_NAMES.contains(column);
    }

    /**
     * The table that mirrors the source's table of a name now.
     *
     * @throws WarehouseException with SCHEMA_NOT_FOLLOWED where something else than our view has the view's name
     */
    Optional<StoredTable> read(TableId source) {
        return named(source).stream().findFirst().flatMap(this::at);
    }

    /** The tables that mirror the source's table of a name, the last to be shaped first: one, or more while names change. */
    List<WarehouseTable> named(TableId source) {
        TableNames names = databases.names(source);
        return storages(
                        """
                        (`database` = {database:String} AND `name` = {name:String})
                        OR (JSONExtractString(`comment`, 'table') = {table:String}
                            AND JSONExtractString(`comment`, 'schema') = {schema:String})""",
                        Map.of(
                                "database",
                                names.storageDatabase(),
                                "name",
                                names.storageName(),
                                "table",
                                source.table(),
                                "schema",
                                source.schema()))
                .filter(found ->
                        found.source().equals(source) && !found.origin().gone())
                .sorted((one, other) -> Long.compareUnsigned(
                        other.origin().shapeLsn(), one.origin().shapeLsn()))
                .toList();
    }

    /** The table that mirrors the source's table of a number, dropped or not. */
    Optional<StoredTable> read(long oid) {
        return storages(
                        "JSONExtractUInt(`comment`, 'oid') = {oid:UInt64} AND startsWith(`comment`, '{')",
                        Map.of("oid", oid))
                .filter(found -> found.origin().oid() == oid)
                .findFirst()
                .flatMap(this::at);
    }

    private Optional<StoredTable> at(WarehouseTable found) {
        return at(found.origin().storage(), found.source());
    }

    /** What stands at a place of storage, whatever it mirrors. */
    Optional<StoredTable> at(TableId place) {
        return at(place, place);
    }

    /** @param name which table of the source is expected there: where it mirrors another one, that costs another look */
    Optional<StoredTable> at(TableId place, TableId name) {
        TableNames storage = databases.names(place);
        TableNames view = name.equals(place) ? storage : databases.names(name);
        Found found = new Found();
        client.query(
                """
                SELECT 'storage' AS `what`, `name`, `engine` AS `type`, `comment`, `sorting_key`, toUInt64(0) AS `position`, `database`
                FROM `system`.`tables` WHERE `database` = {storageDatabase:String} AND `name` = {storage:String}
                UNION ALL
                SELECT 'column', `name`, `type`, `comment`, '', `position`, ''
                FROM `system`.`columns` WHERE `database` = {storageDatabase:String} AND `table` = {storage:String}
                UNION ALL
                SELECT 'view', `name`, `engine`, `comment`, '', toUInt64(0), ''
                FROM `system`.`tables` WHERE `database` = {viewDatabase:String} AND `name` = {view:String}""",
                Map.of(
                        "storageDatabase",
                        storage.storageDatabase(),
                        "storage",
                        storage.storageName(),
                        "viewDatabase",
                        view.viewDatabase(),
                        "view",
                        view.name()),
                found::add);
        return found.storage == null || !found.storage.text("type").endsWith("MergeTree")
                ? Optional.empty()
                : Optional.of(storage(found.storage, place.schema()))
                        .map(table -> new StoredTable(
                                table.with(List.copyOf(found.columns.values())),
                                table.source().equals(name) ? found.viewComment(view) : viewComment(table)));
    }

    /** What one look tells of a storage table and of the view that is expected. */
    private static final class Found {
        private final Map<Long, WarehouseColumn> columns = new TreeMap<>();
        private @Nullable Row storage;
        private @Nullable Row view;

        void add(Row row) {
            switch (row.text("what")) {
                case "storage" -> storage = row;
                case "view" -> view = row;
                default -> {
                    if (!isMetadata(row.text("name"))) {
                        columns.put(row.integer("position"), column(row));
                    }
                }
            }
        }

        @Nullable String viewComment(TableNames names) {
            if (view == null) {
                return null;
            }
            requireView(names, view.text("type"));
            return view.text("comment");
        }
    }

    private Stream<WarehouseTable> storages(String condition, Map<String, ?> params) {
        List<Row> tables = new ArrayList<>();
        DatabaseOwners owners = databases.none();
        client.query(
                "SELECT `database`, `name`, `sorting_key`, `comment` FROM `system`.`tables` WHERE `name` = '"
                        + NamingRule.OWNER + "' OR (`engine` LIKE '%MergeTree' AND NOT endsWith(`name`, '"
                        + NewKey.SUFFIX + "') AND (" + condition + "))",
                params,
                row -> {
                    if (DatabaseOwners.tells(row)) {
                        owners.add(row);
                    } else {
                        tables.add(row);
                    }
                });
        // Of several sources in one warehouse, tables can have the same numbers and names.
        return tables.stream()
                .flatMap(row -> owners.schemaOf(row.text("database")).map(schema -> storage(row, schema)).stream());
    }

    /** @param schema to which its database belongs */
    private static WarehouseTable storage(Row row, String schema) {
        String name = row.text("name");
        List<String> key = SortingKey.parse(row.text("sorting_key")).stream()
                .filter(column -> !isMetadata(column))
                .toList();
        TableId place = new TableId(schema, name);
        return OriginText.table(row.text("comment"), place)
                .map(told -> new WarehouseTable(told.source(), List.of(), key, told.origin()))
                .orElseGet(() -> new WarehouseTable(place, List.of(), key, TableOrigin.named(place)));
    }

    private static WarehouseColumn column(Row row) {
        String name = row.text("name");
        return new WarehouseColumn(
                name, WarehouseTypeParser.parse(row.text("type")), OriginText.column(row.text("comment"), name));
    }

    private @Nullable String viewComment(WarehouseTable table) {
        TableNames names = databases.names(table.source());
        Found found = new Found();
        client.query("""
                SELECT 'view' AS `what`, `engine` AS `type`, `comment` FROM `system`.`tables`
                WHERE `database` = {database:String} AND `name` = {name:String}""", Map.of("database", names.viewDatabase(), "name", names.name()), found::add);
        return found.viewComment(names);
    }

    private static void requireView(TableNames names, String engine) {
        if (!engine.equals("View")) {
            throw new WarehouseException(
                    ErrorCode.SCHEMA_NOT_FOLLOWED,
                    names.view() + " exists and is no view (engine " + engine + "), so " + names.source()
                            + " cannot be shown there. Rename that table or choose another warehouse.database.",
                    null);
        }
    }
}
