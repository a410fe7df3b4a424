package io.millrace.clickhouse.table;

import io.millrace.core.event.TableId;
import io.millrace.core.evolve.Evolution;
import io.millrace.core.evolve.WarehouseTable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where in the warehouse each table of the source has its storage. A table stays where its storage was made, whatever it is
 * called later; one that finds its place taken gets another.
 */
final class TablePlaces {
    private final Catalogue catalogue;
    private final SchemaDatabases databases;
    private final Map<Long, TableId> byOid = new ConcurrentHashMap<>();

    TablePlaces(Catalogue catalogue, SchemaDatabases databases) {
        this.catalogue = catalogue;
        this.databases = databases;
    }

    /** Where the table of a name lies while it has its own place. */
    TableNames names(TableId table) {
        return databases.names(table);
    }

    /** Where a table lies, which can be elsewhere than was planned. */
    TableNames names(WarehouseTable table) {
        return databases.names(table.source()).storedAt(databases.names(place(table)));
    }

    /** Before anything is made: gives the schemas of a table and of its place their databases. */
    void claim(WarehouseTable table) {
        databases.claim(table.source().schema());
        databases.claim(place(table).schema());
    }

    /** The next look goes to the warehouse. */
    void forgetDatabases() {
        databases.forget();
    }

    TableId place(WarehouseTable table) {
        return byOid.getOrDefault(table.origin().oid(), table.origin().storage());
    }

    void remember(WarehouseTable table) {
        if (table.origin().oid() != 0) {
            byOid.put(table.origin().oid(), table.origin().storage());
        }
    }

    /** The table of a number as it is. Costs a look at all tables of the warehouse where its place is not known yet. */
    Optional<StoredTable> find(long oid) {
        TableId place = byOid.get(oid);
        Optional<StoredTable> there = place == null ? Optional.empty() : catalogue.at(place);
        return there.filter(stored -> oid(stored) == oid).or(() -> catalogue.read(oid));
    }

    /**
     * A planned table at its place.
     *
     * @param table the table with its place
     * @param stored what stands there, empty for nothing
     */
    record Placed(WarehouseTable table, Optional<StoredTable> stored) {}

    /** Finds the place of a table that is planned, or chooses it. */
    Placed placed(WarehouseTable planned) {
        long oid = planned.origin().oid();
        TableId wanted = place(planned);
        Optional<StoredTable> there = catalogue.at(wanted, planned.source());
        if (oid == 0 || there.filter(stored -> oid(stored) == oid).isPresent()) {
            return new Placed(at(planned, wanted), there);
        }
        Optional<StoredTable> elsewhere = catalogue.read(oid);
        boolean taken = isOfAnother(there, oid);
        TableId place = elsewhere
                .map(stored -> stored.table().origin().storage())
                .orElseGet(() -> taken ? free(planned.source(), oid) : wanted);
        byOid.put(oid, place);
        return new Placed(at(planned, place), elsewhere.isPresent() || taken ? elsewhere : there);
    }

    private TableId free(TableId source, long oid) {
        TableId place = Evolution.placeBeside(source, oid);
        while (isOfAnother(catalogue.at(place), oid)) {
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
