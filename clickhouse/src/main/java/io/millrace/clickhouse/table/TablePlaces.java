package io.millrace.clickhouse.table;

import io.millrace.clickhouse.name.TableNames;
import io.millrace.clickhouse.table.StorageCatalog.Spot;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.Evolution;
import io.millrace.core.evolve.WarehouseTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where each source table has its storage. Storage stays where it was created, whatever the table is called later; if
 * the location is taken, the table gets another.
 */
final class TablePlaces {
    private final StorageCatalog catalog;
    private final SchemaDatabases databases;
    private final Map<Long, TableId> byOid = new ConcurrentHashMap<>();

    TablePlaces(StorageCatalog catalog, SchemaDatabases databases) {
        this.catalog = catalog;
        this.databases = databases;
    }

    /** The default location of a table. */
    TableNames names(TableId table) {
        return databases.names(table);
    }

    /** The actual location of a table, which can differ from the planned one. */
    TableNames names(WarehouseTable table) {
        return databases.names(table.source()).storedAt(databases.names(place(table)));
    }

    /** Before anything is created: assigns databases to the schemas of a table and of its location. */
    void claim(WarehouseTable table) {
        databases.claim(table.source().schema());
        databases.claim(place(table).schema());
    }

    /** Clears the cache. */
    void forgetDatabases() {
        databases.forget();
    }

    TableId place(WarehouseTable table) {
        return byOid.getOrDefault(table.origin().oid(), table.origin().storage());
    }

    /** The current state of tables at known locations. */
    Collection<StoredTable> again(Collection<StoredTable> seen) {
        return catalog.at(seen.stream().map(stored -> Spot.of(stored.table())).toList())
                .values();
    }

    /** Whether a table has a name now. */
    boolean isTaken(TableId name) {
        return !catalog.named(name).isEmpty();
    }

    void remember(WarehouseTable table) {
        if (table.origin().oid() != 0) {
            byOid.put(table.origin().oid(), table.origin().storage());
        }
    }

    /** The current table of an OID. Queries all tables of the warehouse if its location is not known yet. */
    Optional<StoredTable> find(long oid) {
        TableId place = byOid.get(oid);
        Optional<StoredTable> there = place == null ? Optional.empty() : catalog.at(place);
        return there.filter(stored -> oid(stored) == oid).or(() -> catalog.read(oid));
    }

    /**
     * A planned table at its place.
     *
     * @param table the table with its place
     * @param stored what stands there, empty for nothing
     */
    record Placed(WarehouseTable table, Optional<StoredTable> stored) {}

    /**
     * Planned tables at their places.
     *
     * @param tables in the order in which they were asked for
     * @param namesakes the tables that mirror the names which were asked for
     */
    record Placing(List<Placed> tables, StorageCatalog.Survey namesakes) {}

    /**
     * Finds or chooses the locations of planned tables.
     *
     * @param names of which the tables are wanted that have them now
     */
    Placing placed(List<WarehouseTable> planned, Set<TableId> names) {
        Map<Spot, StoredTable> there = catalog.at(planned.stream()
                .map(table -> new Spot(place(table), table.source()))
                .toList());
        List<Long> elsewhere = planned.stream()
                .filter(table -> !isOf(there(table, there), table.origin().oid()))
                .map(table -> table.origin().oid())
                .toList();
        StorageCatalog.Survey survey = catalog.survey(elsewhere, names);
        Map<Spot, StoredTable> found = catalog.at(elsewhere.stream()
                .flatMap(oid -> survey.numbered(oid).stream())
                .map(Spot::of)
                .toList());
        List<Placed> placed = new ArrayList<>();
        for (WarehouseTable table : planned) {
            Optional<StoredTable> other = survey.numbered(table.origin().oid())
                    .filter(known -> elsewhere.contains(known.origin().oid()))
                    .flatMap(known -> Optional.ofNullable(found.get(Spot.of(known))));
            placed.add(placed(table, there(table, there), other));
        }
        return new Placing(placed, survey);
    }

    private Optional<StoredTable> there(WarehouseTable planned, Map<Spot, StoredTable> there) {
        return Optional.ofNullable(there.get(new Spot(place(planned), planned.source())));
    }

    private static boolean isOf(Optional<StoredTable> stored, long oid) {
        return oid == 0 || stored.filter(found -> oid(found) == oid).isPresent();
    }

    private Placed placed(WarehouseTable planned, Optional<StoredTable> there, Optional<StoredTable> elsewhere) {
        long oid = planned.origin().oid();
        TableId wanted = place(planned);
        if (isOf(there, oid)) {
            return new Placed(at(planned, wanted), there);
        }
        boolean taken = isOfAnother(there, oid);
        TableId place = elsewhere
                .map(stored -> stored.table().origin().storage())
                .orElseGet(() -> taken ? free(planned.source(), oid) : wanted);
        byOid.put(oid, place);
        return new Placed(at(planned, place), elsewhere.isPresent() || taken ? elsewhere : there);
    }

    private TableId free(TableId source, long oid) {
        TableId place = Evolution.placeBeside(source, oid);
        while (isOfAnother(catalog.at(place), oid)) {
            place = Evolution.placeBeside(place, oid);
        }
        return place;
    }

    /** Whether storage is another table's than that of a number. */
    static boolean isOfAnother(Optional<StoredTable> stored, long oid) {
        return oid != 0
                && stored.filter(found -> oid(found) != 0 && oid(found) != oid).isPresent();
    }

    private static long oid(StoredTable stored) {
        return stored.table().origin().oid();
    }

    private static WarehouseTable at(WarehouseTable table, TableId place) {
        return table.with(table.origin().storedAt(place));
    }
}
