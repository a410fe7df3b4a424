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
    private final Catalogue catalogue;
    private final List<TableRows> all = new ArrayList<>();
    private final Map<Long, TableRows> byOid = new HashMap<>();
    private final Map<TableId, TableRows> byName = new HashMap<>();

    /** @param maker of the rows of a table, empty for one that the warehouse lacks */
    KnownTables(Function<Optional<WarehouseTable>, TableRows> maker, Catalogue catalogue) {
        this.maker = maker;
        this.catalogue = catalogue;
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

    private TableRows named(TableId name) {
        for (TableRows rows : all) {
            if (rows.isNamed(name)) {
                return rows;
            }
        }
        return byName.computeIfAbsent(name, id -> rows(catalogue.table(id)));
    }

    private TableRows numbered(long oid, TableId name) {
        TableRows known = byOid.get(oid);
        if (known != null) {
            return known;
        }
        Optional<WarehouseTable> table = catalogue.table(oid);
        if (table.isPresent()) {
            TableRows rows = rows(table);
            byOid.put(oid, rows);
            return rows;
        }
        TableRows namesake = named(name);
        if (namesake.table().isPresent() && namesake.oid() == 0) {
            // Known by name only so far: takes the number of the first event that states one.
            byOid.put(oid, namesake);
            return namesake;
        }
        TableRows rows = rows(Optional.empty());
        rows.namesake(namesake.table());
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
