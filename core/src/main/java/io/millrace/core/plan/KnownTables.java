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

/** The tables that one set of events is about: found by their number where events state it, else by their name. */
final class KnownTables {
    private final Function<Optional<WarehouseTable>, TableRows> maker;
    private final TableLookup tables;
    private final List<TableRows> all = new ArrayList<>();
    private final Map<Long, TableRows> byOid = new HashMap<>();
    private final Map<TableId, TableRows> byName = new HashMap<>();

    /**
     * @param maker of the rows of a table, empty for one that the warehouse lacks
     * @param tables the warehouse's, of all events
     */
    KnownTables(Function<Optional<WarehouseTable>, TableRows> maker, TableLookup tables) {
        this.maker = maker;
        this.tables = tables;
    }

    List<TableRows> all() {
        return all;
    }

    /** The table of a row's schema. */
    TableRows of(TableSchema schema) {
        return schema.oid() == 0 ? named(schema.table()) : numbered(schema.oid(), schema.table());
    }

    /** The table that the source's catalogue describes. */
    TableRows of(Relation relation) {
        return numbered(relation.oid(), relation.table());
    }

    /** The table that has a name, or had it last. */
    private TableRows named(TableId name) {
        return live(name)
                .or(() -> all.stream().filter(rows -> rows.isNamed(name)).findFirst())
                .orElseGet(() -> byName.computeIfAbsent(name, id -> rows(tables.table(id))));
    }

    /** Of several the one that was shaped last: the others lose the name to it. */
    private Optional<TableRows> live(TableId name) {
        return all.stream()
                .filter(rows -> rows.hasName(name))
                .max((one, other) -> Long.compareUnsigned(one.shapeLsn(), other.shapeLsn()));
    }

    /** The table that has a name; empty where none has, or none that the warehouse knows. */
    private Optional<TableRows> namesake(TableId name) {
        return live(name)
                .or(() -> Optional.of(byName.computeIfAbsent(name, id -> rows(tables.table(id)))))
                .filter(rows -> rows.hasName(name));
    }

    private TableRows numbered(long oid, TableId name) {
        TableRows known = byOid.get(oid);
        if (known != null) {
            if (known.table().isEmpty()) {
                // What has been planned since can have got the name.
                known.namesake(namesake(name).flatMap(TableRows::table));
            }
            return known;
        }
        Optional<WarehouseTable> table = tables.table(oid);
        if (table.isPresent()) {
            TableRows rows = rows(table);
            byOid.put(oid, rows);
            return rows;
        }
        Optional<TableRows> namesake = namesake(name);
        if (namesake.isPresent() && namesake.get().oid() == 0) {
            // Known by name only so far: takes the number of the first event that states one.
            byOid.put(oid, namesake.get());
            return namesake.get();
        }
        TableRows rows = rows(Optional.empty());
        rows.namesake(namesake.flatMap(TableRows::table));
        byOid.put(oid, rows);
        return rows;
    }

    private TableRows rows(Optional<WarehouseTable> table) {
        for (TableRows rows : all) {
            if (table.isPresent() && rows.isOf(table.get())) {
                return rows;
            }
        }
        TableRows rows = maker.apply(table);
        all.add(rows);
        return rows;
    }
}
