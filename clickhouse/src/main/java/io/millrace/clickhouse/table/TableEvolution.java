package io.millrace.clickhouse.table;

import io.millrace.clickhouse.bookkeeping.SchemaChangeTable;
import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.bookkeeping.TruncationTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.clickhouse.table.StorageCatalog.Spot;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionOrder;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.plan.Truncation;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.warehouse.WarehouseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Carries out plans: the steps of each by themselves; reads the catalog and writes records for all of them together.
 * Several processes may do so at once, see {@link MirroredTables}.
 */
final class TableEvolution {
    private final ClickHouseClient client;
    private final StorageCatalog catalog;
    private final TablePlaces places;
    private final TableViews views;
    private final RememberedTables remembered;
    private final TruncationTable truncations;
    private final SchemaChangeTable schemaChanges;
    private final NewKey newKey;

    /** @param source the source's name */
    TableEvolution(
            ClickHouseClient client,
            String source,
            StorageCatalog catalog,
            TablePlaces places,
            TableViews views,
            RememberedTables remembered) {
        this.client = client;
        this.catalog = catalog;
        this.places = places;
        this.views = views;
        this.remembered = remembered;
        this.truncations = new TruncationTable(client, source);
        this.schemaChanges = new SchemaChangeTable(client, source);
        this.newKey = new NewKey(client);
    }

    /**
     * Carries out plans, in order where one waits for another.
     *
     * @return the tables as they are then, which other processes may have taken further
     */
    List<WarehouseTable> evolve(List<EvolutionPlan> plans) {
        List<WarehouseTable> evolved = new ArrayList<>();
        EvolutionOrder.rounds(plans).forEach(round -> evolved.addAll(together(round)));
        return evolved;
    }

    /** @param plans of which none waits for another one */
    private List<WarehouseTable> together(List<EvolutionPlan> plans) {
        List<WarehouseTable> results = plans.stream().map(EvolutionPlan::result).toList();
        results.forEach(remembered::forget);
        results.forEach(places::claim);
        TablePlaces.Placing placing = places.placed(results, names(plans));
        Step step = new Step(new LeavingViews(views, places, placing.namesakes(), plans));
        List<StorageAlteration> alterations = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            alterations.add(step.carryOut(plans.get(i), placing.tables().get(i)));
        }
        Map<Spot, StoredTable> now = completed(
                placing.tables().stream().map(TablePlaces.Placed::table).toList(), alterations);
        schemaChanges.write(step.entries);
        List<WarehouseTable> reconciled = views.reconcile(now.values());
        reconciled.forEach(remembered::remember);
        return reconciled;
    }

    /** Of tables that can lose their names, or have lost them. */
    private static Set<TableId> names(List<EvolutionPlan> plans) {
        Set<TableId> names = new HashSet<>();
        for (EvolutionPlan plan : plans) {
            for (SchemaChange change : plan.changes()) {
                if (change instanceof SchemaChange.CreateTable create) {
                    names.add(create.table().source());
                } else if (change instanceof SchemaChange.RenameTable rename) {
                    names.add(rename.before().source());
                    names.add(rename.after().source());
                } else if (change instanceof SchemaChange.DropTable drop) {
                    names.add(drop.table().source());
                }
            }
        }
        return names;
    }

    /** Adds what other processes left out when they created the same tables just now. */
    private Map<Spot, StoredTable> completed(List<WarehouseTable> results, List<StorageAlteration> alterations) {
        Map<Spot, StoredTable> now = catalog.at(results.stream().map(Spot::of).toList());
        List<Spot> altered = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            WarehouseTable result = results.get(i);
            Optional<StoredTable> stored = Optional.ofNullable(now.get(Spot.of(result)));
            if (TablePlaces.isOfAnother(stored, result.origin().oid())) {
                throw new WarehouseException(
                        ErrorCode.WAREHOUSE_OVERLOADED,
                        "Another table has taken the storage of " + result.source() + " at this moment",
                        null);
            }
            StorageAlteration alteration = alterations.get(i);
            stored.ifPresent(found -> alteration.complete(result, found.table()));
            if (alteration.run()) {
                altered.add(Spot.of(result));
            }
        }
        now.putAll(catalog.at(altered));
        return now;
    }

    /** Carries out the steps of plans one after another, and collects their records. */
    private final class Step {
        private final LeavingViews leaving;
        private final List<SchemaChangeTable.Entry> entries = new ArrayList<>();
        private final Set<String> databases = new HashSet<>();

        Step(LeavingViews leaving) {
            this.leaving = leaving;
        }

        StorageAlteration carryOut(EvolutionPlan plan, TablePlaces.Placed placed) {
            WarehouseTable result = placed.table();
            StorageAlteration alteration = new StorageAlteration(client, places.names(result));
            boolean overtaken = placed.stored()
                    .filter(stored -> Long.compareUnsigned(
                                    stored.table().origin().shapeLsn(),
                                    result.origin().shapeLsn())
                            > 0)
                    .isPresent();
            Map<String, WarehouseType> types = new HashMap<>();
            placed.stored()
                    .ifPresent(stored ->
                            stored.table().columns().forEach(column -> types.put(column.name(), column.type())));
            for (SchemaChange planned : plan.changes()) {
                SchemaChange change = overtaken ? ofOlderSchema(planned) : planned;
                String statement = apply(alteration, change, plan.position(), types);
                SchemaChangeEntries.of(change, result, plan.position(), statement)
                        .ifPresent(entries::add);
            }
            // Most often all that is left to do, so that it costs one statement.
            placed.stored().ifPresent(stored -> alteration.complete(result, stored.table()));
            if (alteration.run()) {
                Failpoint.SHAPE_ALTERED.reach();
            }
            return alteration;
        }

        /** What is left of a change whose table has followed a later schema since it was planned. */
        private static SchemaChange ofOlderSchema(SchemaChange change) {
            return change instanceof SchemaChange.AddColumn add
                    ? new SchemaChange.AddColumn(StorageAlteration.hidden(add.column()))
                    : change;
        }

        /**
         * @param types of the columns that storage has, by name, with all changes before this one
         * @return the SQL statement, empty if comments and the view say it all
         */
        private String apply(
                StorageAlteration alteration,
                SchemaChange change,
                SourcePosition position,
                Map<String, WarehouseType> types) {
            if (change instanceof SchemaChange.CreateTable create) {
                displace(create.table(), position);
                return alteration.create(create.table(), databases);
            } else if (change instanceof SchemaChange.AddColumn add) {
                return alteration.addColumn(add.column());
            } else if (change instanceof SchemaChange.DropNotNull drop) {
                return modify(
                        alteration,
                        drop.column(),
                        stored -> TypeMapping.nullable(stored)
                                .equals(drop.column().type()),
                        types);
            } else if (change instanceof SchemaChange.ChangeType type && type.replaces()) {
                return alteration.replaceColumn(type.before(), type.after());
            } else if (change instanceof SchemaChange.ChangeType type
                    && !type.before().type().equals(type.after().type())) {
                return modify(alteration, type.after(), type.before().type()::equals, types);
            } else if (change instanceof SchemaChange.ChangeKey key) {
                alteration.run();
                return changeKey(key);
            } else if (change instanceof SchemaChange.RenameTable rename) {
                displace(rename.after(), position);
                return leaving.drop(rename);
            } else if (change instanceof SchemaChange.DropTable drop) {
                return leaving.drop(drop.table());
            } else if (change instanceof SchemaChange.Identify identify
                    && identify.before().origin().oid() == 0) {
                adopt(identify.after());
            }
            return "";
        }

        /**
         * Changes a column, unless another process has taken it to another type already: this one would take it back, and values with
         * it.
         *
         * @param planned whether the change was planned for such a type
         */
        private static String modify(
                StorageAlteration alteration,
                WarehouseColumn column,
                Predicate<WarehouseType> planned,
                Map<String, WarehouseType> types) {
            WarehouseType stored = types.get(column.name());
            if (stored != null && !planned.test(stored)) {
                return "";
            }
            types.put(column.name(), column.type());
            return alteration.modifyColumn(column);
        }

        private void displace(WarehouseTable comer, SourcePosition position) {
            for (WarehouseTable before : leaving.displaced(comer)) {
                WarehouseTable after = before.with(before.origin().gone(true).shapedAt(position.lsn()));
                client.execute(TableDdl.alterAll(places.names(before), List.of(TableDdl.commentTable(after))));
                String statement = leaving.dropView(before);
                remembered.forget(before);
                SchemaChangeEntries.of(new SchemaChange.DisplaceTable(before, after), before, position, statement)
                        .ifPresent(entries::add);
            }
        }
    }

    private String changeKey(SchemaChange.ChangeKey change) {
        WarehouseTable before = change.before();
        TableNames names = places.names(before);
        newKey.endUnfinished(names);
        String id = newKey.id(names);
        boolean stands = catalog.at(places.place(before))
                .filter(stored -> stored.table().key().equals(before.key()))
                .filter(stored -> stored.table().columns().stream()
                        .allMatch(column -> hasAlike(before, column) || hasAlike(change.after(), column)))
                .isPresent();
        if (!stands) {
            // Another process has given it a key or taken it: storage has other metadata by now. Or it has added or
            // changed columns, which would be lost.
            return "";
        }
        // The keyless side of the change knows of snapshots.
        RowBounds bounds = views.bounds(before.isKeyed() ? change.after() : before);
        return newKey.change(names, id, before, change.after(), bounds);
    }

    private static boolean hasAlike(WarehouseTable table, WarehouseColumn column) {
        return table.columns().stream()
                .anyMatch(
                        each -> each.name().equals(column.name()) && each.type().equals(column.type()));
    }

    /** Records by the table's name now apply to its OID. */
    private void adopt(WarehouseTable table) {
        TruncationTable.Last bound = truncations.last(new Truncation(table.source(), 0));
        if (bound.version().signum() > 0 && table.origin().oid() != 0) {
            truncations.write(new Truncation(table.source(), table.origin().oid()), bound);
        }
    }

    /** Records that a table must not follow, once per position. */
    void pause(EvolutionPlan plan) {
        WarehouseTable table = plan.result();
        views.register(table, TableRegistry.Entry.PAUSED, plan.pause());
        List<SchemaChangeTable.Entry> entries = new ArrayList<>();
        for (SchemaChange change : plan.changes()) {
            SchemaChangeEntries.of(change, table, plan.position(), "paused: " + plan.pause())
                    .ifPresent(entries::add);
        }
        schemaChanges.write(entries);
    }
}
