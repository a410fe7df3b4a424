package io.millrace.core.plan;

import io.millrace.core.event.Relation;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.Evolution;
import io.millrace.core.evolve.WarehouseTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
        return schema.oid() == 0 ? named(schema.table()) : numbered(schema.oid(), schema.table(), schema);
    }

    /** The table that the source's catalogue describes. */
    TableRows of(Relation relation) {
        return numbered(relation.oid(), relation.table(), null);
    }

    private TableRows named(TableId name) {
        for (TableRows rows : all) {
            if (rows.isNamed(name)) {
                return rows;
            }
        }
        return byName.computeIfAbsent(name, id -> rows(catalogue.table(id)));
    }

    private TableRows numbered(long oid, TableId name, @Nullable TableSchema schema) {
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
        if (namesake.oid() == 0) {
            // Known by name only so far: takes the number of the first event that states one.
            byOid.put(oid, namesake);
            return namesake;
        }
        if (schema != null && isOlder(schema, namesake)) {
            return namesake;
        }
        TableRows rows = rows(Optional.empty());
        rows.namesake(namesake.table());
        byOid.put(oid, rows);
        return rows;
    }

    /**
     * Whether the description is of a table that took the name later, while the row is still of the one before: its columns are
     * those of the one, and not all of the other's.
     */
    private static boolean isOlder(TableSchema schema, TableRows namesake) {
        Relation relation = schema.relation();
        boolean described = relation != null
                && schema.columns().stream()
                        .allMatch(column -> relation.column(column.name()).isPresent());
        return !described
                && namesake.table()
                        .filter(table -> Evolution.fits(schema, table))
                        .isPresent();
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
