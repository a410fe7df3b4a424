package io.millrace.core.plan;

import io.millrace.core.event.Relation;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.WarehouseTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The tables of one set of events: found by OID if events state it, else by name. */
final class KnownTables {
    private final Function<Optional<WarehouseTable>, TableChanges> maker;
    private final TableLookup tables;
    private final List<TableChanges> all = new ArrayList<>();
    private final Map<Long, TableChanges> byOid = new HashMap<>();
    private final Map<TableId, TableChanges> byName = new HashMap<>();

    /**
     * @param maker of the rows of a table, empty for one that the warehouse lacks
     * @param tables the warehouse's, of all events
     */
    KnownTables(Function<Optional<WarehouseTable>, TableChanges> maker, TableLookup tables) {
        this.maker = maker;
        this.tables = tables;
    }

    List<TableChanges> all() {
        return all;
    }

    /** The table of a row's schema. */
    TableChanges of(TableSchema schema) {
        return schema.oid() == 0 ? named(schema.table()) : numbered(schema.oid(), schema.table());
    }

    /** The table that the source's catalog describes. */
    TableChanges of(Relation relation) {
        return numbered(relation.oid(), relation.table());
    }

    /** The table that has, or last had, a name. */
    private TableChanges named(TableId name) {
        return live(name)
                .or(() -> all.stream().filter(rows -> rows.isNamed(name)).findFirst())
                .orElseGet(() -> byName.computeIfAbsent(name, id -> rows(tables.table(id))));
    }

    /** The latest of several: the others lose the name to it. */
    private Optional<TableChanges> live(TableId name) {
        return all.stream()
                .filter(rows -> rows.hasName(name))
                .max((one, other) -> Long.compareUnsigned(one.shapeLsn(), other.shapeLsn()));
    }

    /** The table that has a name; empty if none has, or none that the warehouse knows. */
    private Optional<TableChanges> namesake(TableId name) {
        return live(name)
                .or(() -> Optional.of(byName.computeIfAbsent(name, id -> rows(tables.table(id)))))
                .filter(rows -> rows.hasName(name));
    }

    private TableChanges numbered(long oid, TableId name) {
        TableChanges known = byOid.get(oid);
        if (known != null) {
            if (known.table().isEmpty()) {
                // What has been planned since can have got the name.
                known.namesake(namesake(name).flatMap(TableChanges::table));
            }
            return known;
        }
        Optional<WarehouseTable> table = tables.table(oid);
        if (table.isPresent()) {
            TableChanges rows = rows(table);
            byOid.put(oid, rows);
            return rows;
        }
        Optional<TableChanges> namesake = namesake(name);
        if (namesake.isPresent() && namesake.get().oid() == 0) {
            // Known by name only so far: takes the number of the first event that states one.
            byOid.put(oid, namesake.get());
            return namesake.get();
        }
        TableChanges rows = rows(Optional.empty());
        rows.namesake(namesake.flatMap(TableChanges::table));
        byOid.put(oid, rows);
        return rows;
    }

    private TableChanges rows(Optional<WarehouseTable> table) {
        for (TableChanges rows : all) {
            if (table.isPresent() && rows.isOf(table.get())) {
                return rows;
            }
        }
        TableChanges rows = maker.apply(table);
        all.add(rows);
        return rows;
    }
}
