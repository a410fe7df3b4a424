package io.millrace.pipeline.write;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.Catalogue;
import io.millrace.core.plan.Pending;
import io.millrace.core.warehouse.FoundTables;
import io.millrace.core.warehouse.Warehouse;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The warehouse's tables for one plan: the first question has all tables looked up together that the events are about. The
 * warehouse remembers; what it does for one table can concern others, such as the one that had its name before.
 */
final class CycleTables implements Catalogue {
    private final Warehouse warehouse;
    private final Retries retries;
    private final Collection<Pending> pending;
    private final Map<Long, Optional<WarehouseTable>> byOid = new HashMap<>();
    private final Map<TableId, Optional<WarehouseTable>> byName = new HashMap<>();

    CycleTables(Warehouse warehouse, Retries retries, Collection<Pending> pending) {
        this.warehouse = warehouse;
        this.retries = retries;
        this.pending = pending;
    }

    @Override
    public Optional<WarehouseTable> table(TableId name) {
        lookUpAll();
        return byName.computeIfAbsent(
                name, missing -> retries.call("look up table " + missing, () -> warehouse.describe(missing)));
    }

    @Override
    public Optional<WarehouseTable> table(long oid) {
        lookUpAll();
        return byOid.computeIfAbsent(
                oid, missing -> retries.call("look up table " + missing, () -> warehouse.describe(missing)));
    }

    private void lookUpAll() {
        if (!byOid.isEmpty() || !byName.isEmpty()) {
            return;
        }
        Map<Long, TableId> numbered = new HashMap<>();
        Set<TableId> named = new HashSet<>();
        subjects(numbered, named);
        lookUp(numbered.keySet(), named);
        // New ones, most often: those that had their names before.
        Set<TableId> names = new HashSet<>();
        numbered.forEach((oid, name) -> {
            if (byOid.getOrDefault(oid, Optional.empty()).isEmpty()) {
                names.add(name);
            }
        });
        names.removeAll(byName.keySet());
        lookUp(Set.of(), names);
    }

    private void lookUp(Set<Long> oids, Set<TableId> names) {
        if (oids.isEmpty() && names.isEmpty()) {
            return;
        }
        FoundTables found = retries.call("look up tables", () -> warehouse.describe(oids, names));
        oids.forEach(oid -> byOid.put(oid, Optional.ofNullable(found.byOid().get(oid))));
        names.forEach(
                name -> byName.put(name, Optional.ofNullable(found.byName().get(name))));
    }

    /** Nearly all rows are of the schema of the row before. */
    @SuppressWarnings("ReferenceEquality")
    private void subjects(Map<Long, TableId> numbered, Set<TableId> named) {
        @Nullable TableSchema last = null;
        for (Pending one : pending) {
            ChangeEvent event = one.event();
            if (event instanceof RowChange change && change.schema() != last) {
                last = change.schema();
                if (last.oid() == 0) {
                    named.add(last.table());
                } else {
                    numbered.put(last.oid(), last.table());
                }
            } else if (event instanceof ChangeEvent.Described described) {
                numbered.put(described.relation().oid(), described.relation().table());
            }
        }
    }
}
