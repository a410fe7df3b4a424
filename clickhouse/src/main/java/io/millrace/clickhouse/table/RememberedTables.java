package io.millrace.clickhouse.table;

import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A cache of tables, so that most rows need no query. */
final class RememberedTables {
    private final TablePlaces places;
    private final Map<TableId, WarehouseTable> byName = new ConcurrentHashMap<>();
    private final Map<Long, WarehouseTable> byOid = new ConcurrentHashMap<>();

    RememberedTables(TablePlaces places) {
        this.places = places;
    }

    Optional<WarehouseTable> table(TableId name) {
        return Optional.ofNullable(byName.get(name));
    }

    Optional<WarehouseTable> table(long oid) {
        return Optional.ofNullable(byOid.get(oid));
    }

    void remember(WarehouseTable table) {
        places.remember(table);
        if (!table.origin().gone()) {
            byName.put(table.source(), table);
        }
        if (table.origin().oid() != 0) {
            byOid.put(table.origin().oid(), table);
        }
    }

    /** Clears the cache. */
    void forget(WarehouseTable table) {
        byName.values().removeIf(known -> isSame(known, table));
        byOid.values().removeIf(known -> isSame(known, table));
    }

    void forget(long oid) {
        byOid.remove(oid);
    }

    void forget(TableId name) {
        byName.remove(name);
    }

    private static boolean isSame(WarehouseTable one, WarehouseTable other) {
        return one.source().equals(other.source()) || one.isSame(other);
    }
}
