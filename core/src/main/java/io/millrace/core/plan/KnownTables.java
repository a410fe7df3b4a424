package io.millrace.core.plan;

import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.Evolution;
import io.millrace.core.evolve.WarehouseTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables that one set of events is about: found by their number where events state it, else by their name. */
final class KnownTables {
    private final Evolution evolution;
    private final Catalogue catalogue;
    private final List<TableRows> all = new ArrayList<>();
    private final Map<Long, TableRows> byOid = new HashMap<>();
    private final Map<TableId, TableRows> byName = new HashMap<>();

    KnownTables(Evolution evolution, Catalogue catalogue) {
        this.evolution = evolution;
        this.catalogue = catalogue;
    }

    List<TableRows> all() {
        return all;
    }

    TableRows of(TableSchema schema) {
        long oid = schema.oid();
        if (oid == 0) {
            return all.stream()
                    .filter(rows -> rows.isNamed(schema.table()))
                    .findFirst()
                    .orElseGet(() -> byName.computeIfAbsent(schema.table(), name -> rows(catalogue.table(name))));
        }
        TableRows numbered = byOid.get(oid);
        if (numbered == null) {
            numbered =
                    catalogue.table(oid).map(table -> rows(Optional.of(table))).orElseGet(() -> named(schema));
            byOid.put(oid, numbered);
        }
        return numbered;
    }

    /** A table that is known by name only takes the number of the first event that states one. */
    private TableRows named(TableSchema schema) {
        TableRows named = byName.computeIfAbsent(schema.table(), name -> rows(catalogue.table(name)));
        return named.oid() == 0 ? named : rows(Optional.empty());
    }

    private TableRows rows(Optional<WarehouseTable> table) {
        for (TableRows rows : all) {
            if (table.isPresent() && rows.isOf(table.get())) {
                return rows;
            }
        }
        TableRows rows = new TableRows(evolution, table);
        all.add(rows);
        return rows;
    }
}
