package io.millrace.clickhouse.table;

import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.client.Row;
import io.millrace.clickhouse.name.DatabaseOwners;
import io.millrace.clickhouse.name.NamingRule;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.OriginText;
import io.millrace.core.evolve.TableOrigin;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.warehouse.WarehouseTypeParser;
import io.millrace.core.warehouse.WarehouseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads storage tables from ClickHouse's catalog. Their comments state which source table they mirror. */
final class StorageCatalog {
    /** Tables per query. */
    private static final int AT_ONCE = 200;

    /** The name of storage by that of the table that shows all its shards. */
    private static final String SHOWN_BY_ALL =
            "substring(`table`, 1, length(`table`) - " + TableNames.ALL.length() + ")";

    private final ClickHouseClient client;
    private final SchemaDatabases databases;

    StorageCatalog(ClickHouseClient client, SchemaDatabases databases) {
        this.client = client;
        this.databases = databases;
    }

    static boolean isMetadata(String column) {
        return TableDdl.METADATA_NAMES.contains(column);
    }

    /**
     * The table that mirrors the source's table of a name now.
     *
     * @throws WarehouseException with SCHEMA_NOT_FOLLOWED if something other than our view has the view's name
     */
    Optional<StoredTable> read(TableId source) {
        return named(source).stream().findFirst().flatMap(this::at);
    }

    /** The tables that mirror the source's table of a name, the latest first: several while names change. */
    List<WarehouseTable> named(TableId source) {
        return survey(List.of(), List.of(source)).named(source);
    }

    /** The table that mirrors the source table with an OID, dropped or not. */
    Optional<StoredTable> read(long oid) {
        return survey(List.of(oid), List.of()).numbered(oid).flatMap(this::at);
    }

    /** Which tables of storage mirror some tables of the source; without their columns. */
    record Survey(List<WarehouseTable> tables) {
        /** As {@link StorageCatalog#named}, for a name that was asked for. */
        List<WarehouseTable> named(TableId source) {
            return tables.stream()
                    .filter(found ->
                            found.source().equals(source) && !found.origin().gone())
                    .sorted((one, other) -> Long.compareUnsigned(
                            other.origin().shapeLsn(), one.origin().shapeLsn()))
                    .toList();
        }

        /** The table of a number that was asked for, dropped or not. */
        Optional<WarehouseTable> numbered(long oid) {
            return tables.stream().filter(found -> found.origin().oid() == oid).findFirst();
        }
    }

    /** Finds tables by their OIDs and by their current names. */
    Survey survey(Collection<Long> oids, Collection<TableId> names) {
        Map<String, String> views = new HashMap<>();
        List<String> conditions = new ArrayList<>();
        for (List<Long> some : pieces(oids)) {
            conditions.add("(startsWith(`comment`, '{') AND JSONExtractUInt(`comment`, 'oid') IN ("
                    + some.stream().map(Long::toUnsignedString).collect(Collectors.joining(", ")) + "))");
        }
        for (List<TableId> some : pieces(names)) {
            List<Place> places = new ArrayList<>();
            List<Place> comments = new ArrayList<>();
            for (TableId name : some) {
                TableNames where = TableNames.in(views.computeIfAbsent(name.schema(), databases::views), name);
                places.add(new Place(where.storageDatabase(), where.storageName()));
                comments.add(new Place(name.schema(), name.table()));
            }
            conditions.add("(`database`, `name`) IN (" + list(places)
                    + ") OR (JSONExtractString(`comment`, 'schema'), JSONExtractString(`comment`, 'table')) IN ("
                    + list(comments) + ")");
        }
        Set<WarehouseTable> found = new LinkedHashSet<>();
        for (List<String> some : pieces(conditions, 2)) {
            storages(String.join(" OR ", some)).forEach(found::add);
        }
        return new Survey(List.copyOf(found));
    }

    private Optional<StoredTable> at(WarehouseTable found) {
        return at(found.origin().storage(), found.source());
    }

    /** The table at a storage location, whatever it mirrors. */
    Optional<StoredTable> at(TableId place) {
        return at(place, place);
    }

    /** @param name which table of the source is expected there: where it mirrors another one, that costs another look */
    Optional<StoredTable> at(TableId place, TableId name) {
        Spot spot = new Spot(place, name);
        return Optional.ofNullable(at(List.of(spot)).get(spot));
    }

    /** A place of storage, and which table of the source is expected there. */
    record Spot(TableId place, TableId name) {
        static Spot of(WarehouseTable table) {
            return new Spot(table.origin().storage(), table.source());
        }
    }

    /** The tables at some storage locations, in order; missing ones are left out. */
    Map<Spot, StoredTable> at(Collection<Spot> spots) {
        Map<Spot, StoredTable> found = new LinkedHashMap<>();
        for (List<Spot> some : pieces(spots)) {
            look(some, found);
        }
        return found;
    }

    private void look(List<Spot> spots, Map<Spot, StoredTable> result) {
        Map<Spot, Place> storages = new LinkedHashMap<>();
        Map<Spot, TableNames> views = new HashMap<>();
        for (Spot spot : spots) {
            TableNames storage = databases.names(spot.place());
            storages.put(spot, new Place(storage.storageDatabase(), storage.storageName()));
            views.put(spot, spot.name().equals(spot.place()) ? storage : databases.names(spot.name()));
        }
        Map<Place, Found> found = found(
                storages.values(), views.values().stream().map(Place::ofView).toList());
        Map<Spot, WarehouseTable> tables = new LinkedHashMap<>();
        List<Place> elsewhere = new ArrayList<>();
        storages.forEach((spot, place) -> {
            Row row = found.getOrDefault(place, Found.NOTHING).table;
            if (row == null || !row.text("type").endsWith("MergeTree")) {
                return;
            }
            WarehouseTable table = storage(row, spot.place().schema())
                    .with(List.copyOf(
                            found.getOrDefault(place, Found.NOTHING).columns.values()));
            tables.put(spot, table);
            if (!table.source().equals(spot.name())) {
                views.put(spot, databases.names(table.source()));
                elsewhere.add(Place.ofView(databases.names(table.source())));
            }
        });
        if (!elsewhere.isEmpty()) {
            found.putAll(found(List.of(), elsewhere));
        }
        tables.forEach((spot, table) -> {
            TableNames names = requireNonNull(views.get(spot));
            Found view = found.getOrDefault(Place.ofView(names), Found.NOTHING);
            result.put(spot, new StoredTable(table, view.viewComment(names)));
        });
    }

    /** A table of the warehouse, by ClickHouse's names. */
    private record Place(String database, String name) {
        static Place ofView(TableNames names) {
            return new Place(names.viewDatabase(), names.name());
        }

        String literal() {
            return "(" + Identifiers.literal(database) + ", " + Identifiers.literal(name) + ")";
        }
    }

    /** The known state of one name of the warehouse. */
    private static final class Found {
        private static final Found NOTHING = new Found();

        private final Map<Long, WarehouseColumn> columns = new TreeMap<>();
        private @Nullable Row table;

        void add(Row row) {
            if (row.integer("position") == 0) {
                table = row;
            } else if (!isMetadata(row.text("column"))) {
                columns.put(row.integer("position"), column(row));
            }
        }

        @Nullable String viewComment(TableNames names) {
            if (table == null) {
                return null;
            }
            requireView(names, table.text("type"));
            return table.text("comment");
        }
    }

    /** @param storages of which the columns are wanted, too */
    private Map<Place, Found> found(Collection<Place> storages, Collection<Place> others) {
        Set<Place> all = new LinkedHashSet<>(storages);
        all.addAll(others);
        String columns = storages.isEmpty()
                ? ""
                : "\nUNION ALL SELECT `database`, " + (client.cluster().exists() ? SHOWN_BY_ALL : "`table`")
                        + ", `name`, `type`, `comment`, '', `position` FROM `system`.`columns` WHERE "
                        + in("`table`", columnsOf(storages));
        Map<Place, Found> found = new HashMap<>();
        client.query(
                "SELECT `database`, `name`, '' AS `column`, `engine` AS `type`, `comment`, `sorting_key`, toUInt64(0) AS `position`"
                        + " FROM " + tables() + " WHERE " + in("`name`", all) + columns,
                Map.of(),
                row -> found.computeIfAbsent(new Place(row.text("database"), row.text("name")), place -> new Found())
                        .add(row));
        return found;
    }

    /** Which tables show the columns of storage: in a cluster those that show all shards, as views read them. */
    private Set<Place> columnsOf(Collection<Place> storages) {
        return storages.stream()
                .map(place ->
                        client.cluster().exists() ? new Place(place.database(), place.name() + TableNames.ALL) : place)
                .collect(Collectors.toSet());
    }

    /**
     * What stands for {@code system.tables}. Comments of a replicated table are of one replica alone: in a cluster the
     * comment of the table that shows all shards shows what storage mirrors, and without it there is no storage.
     */
    private String tables() {
        return client.cluster().exists() ? """
                (SELECT t.`database` AS `database`, t.`name` AS `name`, t.`engine` AS `engine`, t.`sorting_key` AS `sorting_key`,
                    if(endsWith(t.`engine`, 'MergeTree'), a.`comment`, t.`comment`) AS `comment`
                FROM `system`.`tables` AS t
                LEFT JOIN (SELECT `database`, `name`, `comment` FROM `system`.`tables` WHERE `engine` = 'Distributed') AS a
                    ON a.`database` = t.`database` AND a.`name` = concat(t.`name`, '~all')
                WHERE a.`name` != '' OR NOT endsWith(t.`engine`, 'MergeTree'))""" : "`system`.`tables`";
    }

    /** Also filtered by database, so that ClickHouse reads no others. */
    private static String in(String name, Collection<Place> places) {
        String databases = places.stream()
                .map(place -> Identifiers.literal(place.database()))
                .distinct()
                .collect(Collectors.joining(", "));
        return "`database` IN (" + databases + ") AND (`database`, " + name + ") IN (" + list(places) + ")";
    }

    private static String list(Collection<Place> places) {
        return places.stream().map(Place::literal).collect(Collectors.joining(", "));
    }

    /** Keeps the statement below ClickHouse's size limit, whatever the names are. */
    private static <T> List<List<T>> pieces(Collection<T> all) {
        return pieces(List.copyOf(all), AT_ONCE);
    }

    private static <T> List<List<T>> pieces(List<T> all, int size) {
        List<List<T>> pieces = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            pieces.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return pieces;
    }

    private Stream<WarehouseTable> storages(String condition) {
        List<Row> tables = new ArrayList<>();
        DatabaseOwners owners = databases.none();
        client.query(
                "SELECT `database`, `name`, `sorting_key`, `comment` FROM " + tables() + " WHERE `name` = '"
                        + NamingRule.OWNER + "' OR (`engine` LIKE '%MergeTree' AND NOT endsWith(`name`, '"
                        + TableNames.REBUILT + "') AND (" + condition + "))",
                Map.of(),
                row -> {
                    if (DatabaseOwners.ownsDatabase(row)) {
                        owners.add(row);
                    } else {
                        tables.add(row);
                    }
                });
        // With several sources in one warehouse, tables can have the same OIDs and names.
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
                .map(mirrored -> new WarehouseTable(mirrored.source(), List.of(), key, mirrored.origin()))
                .orElseGet(() -> new WarehouseTable(place, List.of(), key, TableOrigin.named(place)));
    }

    private static WarehouseColumn column(Row row) {
        String name = row.text("column");
        return new WarehouseColumn(
                name, WarehouseTypeParser.parse(row.text("type")), OriginText.column(row.text("comment"), name));
    }

    private static void requireView(TableNames names, String engine) {
        if (!engine.equals("View")) {
            throw new WarehouseException(
                    ErrorCode.SCHEMA_NOT_FOLLOWED,
                    names.view() + " exists and is not a view (engine " + engine + "), so " + names.source()
                            + " cannot be shown there. Rename that table or choose another warehouse.database.",
                    null);
        }
    }
}
