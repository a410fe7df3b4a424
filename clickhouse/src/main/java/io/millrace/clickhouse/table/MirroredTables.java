package io.millrace.clickhouse.table;

import io.millrace.clickhouse.bookkeeping.SchemaChangeTable;
import io.millrace.clickhouse.bookkeeping.SnapshotTable;
import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.bookkeeping.TruncationTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.plan.Truncation;
import io.millrace.core.verify.ComparedTable;
import io.millrace.core.warehouse.WarehouseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The storage tables and views of one source: makes them, changes them, knows how they are.
 *
 * <p>Several processes may do so at once. Each statement is idempotent; whoever has changed something looks again
 * afterwards and repeats until the view shows what storage and truncations say, so the last one to look leaves it right.
 */
public final class MirroredTables {
    private final ClickHouseClient client;
    private final Catalogue catalogue;
    private final TablePlaces places;
    private final TableViews views;
    private final TruncationTable truncations;
    private final SnapshotTable snapshots;
    private final SchemaChangeTable schemaChanges;
    private final NewKey newKey;
    private final Map<TableId, WarehouseTable> byName = new ConcurrentHashMap<>();
    private final Map<Long, WarehouseTable> byOid = new ConcurrentHashMap<>();

    /** Tables of which this process has seen such values, by their places, as they were last. */
    private final Map<TableId, WarehouseTable> rescued = new ConcurrentHashMap<>();

    /**
     * @param source the source's name
     * @param database where the views of the schema {@code public} go
     */
    public MirroredTables(ClickHouseClient client, String source, String database) {
        this.client = client;
        SchemaDatabases databases = new SchemaDatabases(client, source, database);
        this.catalogue = new Catalogue(client, databases);
        this.places = new TablePlaces(catalogue, databases);
        this.views = new TableViews(client, source, places);
        this.truncations = new TruncationTable(client, source);
        this.snapshots = new SnapshotTable(client, source);
        this.schemaChanges = new SchemaChangeTable(client, source);
        this.newKey = new NewKey(client);
    }

    /** Where the table of a name lies while it has its own place. */
    public TableNames names(TableId table) {
        return places.names(table);
    }

    /** Where a table lies, which can be elsewhere than was planned. */
    public TableNames names(WarehouseTable table) {
        return places.names(table);
    }

    /** As it is, from memory where it was read before. Mends a view that a crash has left behind its table. */
    public Optional<WarehouseTable> describe(TableId table) {
        WarehouseTable known = byName.get(table);
        return known != null ? Optional.of(known) : settled(() -> catalogue.read(table));
    }

    /** As it is, from the warehouse. */
    public Optional<WarehouseTable> describeAgain(TableId table) {
        byName.remove(table);
        return describe(table);
    }

    /** By {@code pg_class.oid}, whatever its name is now. */
    public Optional<WarehouseTable> describe(long oid) {
        WarehouseTable known = byOid.get(oid);
        return known != null ? Optional.of(known) : settled(() -> places.find(oid));
    }

    /** Called once rows have landed with values that their columns do not hold. */
    public void rescued(WarehouseTable table) {
        TableId place = table.origin().storage();
        if (table.equals(rescued.put(place, table))) {
            return;
        }
        try {
            views.showRescued(table);
        } catch (WarehouseException e) {
            // The rows are there; the next such value tries again.
            rescued.remove(place);
        }
    }

    /** The rows that the view of a table shows now, to compare them. */
    public ShownRows shown(ComparedTable table) {
        return new ShownRows(client, table, names(table.table()), views.bounds(table.table()));
    }

    /** The next look goes to the warehouse. */
    public void forget(WarehouseTable table) {
        byName.values().removeIf(known -> isSame(known, table));
        byOid.values().removeIf(known -> isSame(known, table));
    }

    private static boolean isSame(WarehouseTable one, WarehouseTable other) {
        return one.source().equals(other.source()) || one.isSame(other);
    }

    public void evolve(EvolutionPlan plan) {
        evolved(plan);
    }

    /** @return the table as it is then, which another process may have taken further */
    private Optional<WarehouseTable> evolved(EvolutionPlan plan) {
        forget(plan.result());
        places.claim(plan.result());
        TablePlaces.Placed placed = places.placed(plan.result());
        WarehouseTable result = placed.table();
        StorageAlteration alteration = new StorageAlteration(client, names(result));
        List<SchemaChangeTable.Entry> entries = new ArrayList<>();
        for (SchemaChange change : plan.changes()) {
            String statement = apply(alteration, change, plan.position(), entries);
            SchemaChangeEntries.of(change, result, plan.position(), statement).ifPresent(entries::add);
        }
        // Most often all that is left to do, so that it costs one statement.
        placed.stored().ifPresent(stored -> alteration.complete(result, stored.table()));
        if (alteration.run()) {
            Failpoint.SHAPE_ALTERED.reach();
        }
        TableId place = result.origin().storage();
        TableViews.Look look = () -> catalogue.at(place, result.source());
        Optional<StoredTable> now = look.now();
        if (TablePlaces.isOfAnother(now, result.origin().oid())) {
            throw new WarehouseException(
                    ErrorCode.WAREHOUSE_OVERLOADED,
                    "Another table has taken the place of " + result.source() + " at this moment",
                    null);
        }
        now.ifPresent(stored -> alteration.complete(result, stored.table()));
        if (alteration.run()) {
            now = look.now();
        }
        schemaChanges.write(entries);
        return settled(now, look);
    }

    /**
     * Makes the table, or what it lacks of it, where someone has taken it away.
     *
     * @return the table to write to: the given one, but as it is now where another process has given it a key or taken it
     */
    public WarehouseTable restore(WarehouseTable table, SourcePosition seenAt) {
        places.forgetDatabases();
        return evolved(new EvolutionPlan(List.of(new SchemaChange.CreateTable(table)), table, seenAt))
                .filter(now -> now.isKeyed() != table.isKeyed())
                .orElse(table);
    }

    /** Records that a table may not follow, once for each place at which it wants to. */
    public void pause(EvolutionPlan plan) {
        WarehouseTable table = plan.result();
        views.register(table, TableRegistry.Entry.PAUSED, plan.pause());
        List<SchemaChangeTable.Entry> entries = new ArrayList<>();
        for (SchemaChange change : plan.changes()) {
            SchemaChangeEntries.of(change, table, plan.position(), "paused: " + plan.pause())
                    .ifPresent(entries::add);
        }
        schemaChanges.write(entries);
    }

    /**
     * A table told by name is that of the name now.
     *
     * @return the table, empty where the warehouse does not have it yet
     */
    public Optional<WarehouseTable> truncate(Truncation truncation, SourcePosition at) {
        Optional<WarehouseTable> named = truncation.oid() == 0 ? describe(truncation.table()) : Optional.empty();
        long oid = named.map(table -> table.origin().oid()).orElse(truncation.oid());
        truncations.write(
                new Truncation(truncation.table(), oid), new TruncationTable.Last(at.version(), at.transactionId()));
        Optional<WarehouseTable> truncated =
                settled(() -> oid == 0 ? catalogue.read(truncation.table()) : places.find(oid));
        truncated.ifPresent(known -> freeSpace(known, at));
        return truncated;
    }

    public void snapshotTaken(SnapshotMark mark) {
        snapshots.write(mark);
        settled(() -> mark.oid() == 0
                ? catalogue.read(mark.table())
                : places.find(mark.oid()).or(() -> catalogue.read(mark.table())));
    }

    /** @return the SQL statement, empty where comments and the view say it all */
    private String apply(
            StorageAlteration alteration,
            SchemaChange change,
            SourcePosition position,
            List<SchemaChangeTable.Entry> entries) {
        if (change instanceof SchemaChange.CreateTable create) {
            displace(create.table(), position, entries);
            return alteration.create(create.table());
        } else if (change instanceof SchemaChange.AddColumn add) {
            return alteration.addColumn(add.column());
        } else if (change instanceof SchemaChange.DropNotNull drop) {
            return alteration.modifyColumn(drop.column());
        } else if (change instanceof SchemaChange.ChangeType type && type.replaces()) {
            return alteration.replaceColumn(type.before(), type.after());
        } else if (change instanceof SchemaChange.ChangeType type
                && !type.before().type().equals(type.after().type())) {
            return alteration.modifyColumn(type.after());
        } else if (change instanceof SchemaChange.ChangeKey key) {
            alteration.run();
            return changeKey(key);
        } else if (change instanceof SchemaChange.RenameTable rename) {
            return rename(rename, position, entries);
        } else if (change instanceof SchemaChange.DropTable drop) {
            return drop(drop.table());
        } else if (change instanceof SchemaChange.Identify identify
                && identify.before().origin().oid() == 0) {
            adopt(identify.after());
        }
        return "";
    }

    private String drop(WarehouseTable table) {
        if (isShownByAnother(table)) {
            return "";
        }
        TableNames names = names(table);
        views.register(table, TableRegistry.Entry.DROPPED, "its data is in " + names.storage());
        return views.drop(names);
    }

    private String changeKey(SchemaChange.ChangeKey change) {
        WarehouseTable before = change.before();
        boolean stands = catalogue
                .at(places.place(before))
                .filter(stored -> stored.table().isKeyed() == before.isKeyed())
                .isPresent();
        if (!stands) {
            // Another process has given it a key or taken it: storage has other metadata by now.
            return "";
        }
        // The keyless side of the change knows of snapshots.
        RowBounds bounds = views.bounds(before.isKeyed() ? change.after() : before);
        return newKey.change(names(before), before, change.after(), bounds);
    }

    /** What was told of the table by name holds for its number from now on. */
    private void adopt(WarehouseTable table) {
        TruncationTable.Last bound = truncations.last(new Truncation(table.source(), 0));
        if (bound.version().signum() > 0 && table.origin().oid() != 0) {
            truncations.write(new Truncation(table.source(), table.origin().oid()), bound);
        }
    }

    private String rename(
            SchemaChange.RenameTable rename, SourcePosition position, List<SchemaChangeTable.Entry> entries) {
        WarehouseTable before = rename.before();
        displace(rename.after(), position, entries);
        boolean viewless =
                before.origin().gone() || before.source().equals(rename.after().source());
        if (viewless || isShownByAnother(before)) {
            return "";
        }
        views.register(
                before, TableRegistry.Entry.RENAMED, "to " + rename.after().source());
        return views.drop(names(before));
    }

    /** Whether the view of the table's name is another table's by now. */
    private boolean isShownByAnother(WarehouseTable table) {
        return catalogue.named(table.source()).stream().anyMatch(other -> !other.isSame(table));
    }

    /** Other tables of the source can have had the name before: their storage is kept, without a view. */
    private void displace(WarehouseTable comer, SourcePosition position, List<SchemaChangeTable.Entry> entries) {
        if (comer.origin().gone()) {
            return;
        }
        for (WarehouseTable before : catalogue.named(comer.source())) {
            if (before.origin().oid() == 0 || before.isSame(comer)) {
                continue;
            }
            WarehouseTable after = before.with(before.origin().gone(true).shapedAt(position.lsn()));
            client.execute(TableDdl.alter(names(before), List.of(TableDdl.commentTable(after))));
            views.register(
                    before,
                    TableRegistry.Entry.DROPPED,
                    "its data is in " + names(before).storage());
            String statement = views.drop(names(before));
            forget(before);
            SchemaChangeEntries.of(new SchemaChange.DisplaceTable(before, after), before, position, statement)
                    .ifPresent(entries::add);
        }
    }

    private Optional<WarehouseTable> settled(TableViews.Look look) {
        return settled(look.now(), look);
    }

    /** The table as it is, remembered, its view showing what it should. */
    private Optional<WarehouseTable> settled(Optional<StoredTable> seen, TableViews.Look look) {
        Optional<WarehouseTable> settled = views.settle(seen, look);
        settled.ifPresent(this::remember);
        return settled;
    }

    private void remember(WarehouseTable table) {
        places.remember(table);
        if (!table.origin().gone()) {
            byName.put(table.source(), table);
        }
        if (table.origin().oid() != 0) {
            byOid.put(table.origin().oid(), table);
        }
    }

    private void freeSpace(WarehouseTable table, SourcePosition at) {
        RowBounds bounds = new RowBounds(at.version(), at.transactionId(), views.snapshot(table, at.version()));
        try {
            client.execute(TableDdl.deleteTruncated(names(table), table, bounds));
        } catch (WarehouseException ignored) {
            // The rows are invisible already; their space is freed by the next truncation.
        }
    }
}
