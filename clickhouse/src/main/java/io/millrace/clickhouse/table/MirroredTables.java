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
import io.millrace.core.evolve.Evolution;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.Truncation;
import io.millrace.core.warehouse.WarehouseException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The storage tables and views of one source: makes them, changes them, knows how they are.
 *
 * <p>Several processes may do so at once. Each statement is idempotent; whoever has changed something looks again
 * afterwards and repeats until the view shows what storage and truncations say, so the last one to look leaves it right.
 */
public final class MirroredTables {
    private static final int MAX_ATTEMPTS = 20;

    private final ClickHouseClient client;
    private final String source;
    private final String database;
    private final Catalogue catalogue;
    private final TruncationTable truncations;
    private final SnapshotTable snapshots;
    private final SchemaChangeTable schemaChanges;
    private final TableRegistry registry;
    private final NewKey newKey;
    private final Map<TableId, WarehouseTable> byName = new ConcurrentHashMap<>();
    private final Map<Long, WarehouseTable> byOid = new ConcurrentHashMap<>();
    private final Map<Long, TableId> places = new ConcurrentHashMap<>();

    public MirroredTables(ClickHouseClient client, String source, String database) {
        this.client = client;
        this.source = source;
        this.database = database;
        this.catalogue = new Catalogue(client, database);
        this.truncations = new TruncationTable(client);
        this.snapshots = new SnapshotTable(client);
        this.schemaChanges = new SchemaChangeTable(client);
        this.registry = new TableRegistry(client);
        this.newKey = new NewKey(client);
    }

    /** Where the table of a name lies while it has its own place. */
    public TableNames names(TableId table) {
        return TableNames.of(database, table);
    }

    /** Where a table lies, which can be elsewhere than was planned. */
    public TableNames names(WarehouseTable table) {
        TableId place = place(table);
        return TableNames.of(
                database,
                place.equals(table.origin().storage())
                        ? table
                        : table.with(table.origin().storedAt(place)));
    }

    private TableId place(WarehouseTable table) {
        return places.getOrDefault(table.origin().oid(), table.origin().storage());
    }

    /** As it is, from memory where it was read before. Mends a view that a crash has left behind its table. */
    public Optional<WarehouseTable> describe(TableId table) {
        WarehouseTable known = byName.get(table);
        return known != null ? Optional.of(known) : settled(() -> catalogue.read(table));
    }

    /** By {@code pg_class.oid}, whatever its name is now. */
    public Optional<WarehouseTable> describe(long oid) {
        WarehouseTable known = byOid.get(oid);
        return known != null ? Optional.of(known) : settled(() -> catalogue.read(oid));
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
        WarehouseTable result = placed(plan.result());
        TableNames names = names(result);
        List<SchemaChangeTable.Entry> entries = new ArrayList<>();
        for (SchemaChange change : plan.changes()) {
            String statement = apply(names, change, plan.position(), entries);
            SchemaChangeEntries.of(change, result, plan.position(), statement).ifPresent(entries::add);
        }
        TableId place = result.origin().storage();
        catalogue.at(place).ifPresent(stored -> complete(names, result, stored.table()));
        schemaChanges.write(entries);
        return settled(() -> catalogue.at(place));
    }

    /**
     * Makes the table, or what it lacks of it, where someone has taken it away.
     *
     * @return the table to write to: the given one, but as it is now where another process has given it a key or taken it
     */
    public WarehouseTable restore(WarehouseTable table, SourcePosition seenAt) {
        return evolved(new EvolutionPlan(List.of(new SchemaChange.CreateTable(table)), table, seenAt))
                .filter(now -> now.isKeyed() != table.isKeyed())
                .orElse(table);
    }

    /** Records that a table may not follow, once for each place at which it wants to. */
    public void pause(EvolutionPlan plan) {
        WarehouseTable table = plan.result();
        register(table, TableRegistry.Entry.PAUSED, plan.pause());
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
                settled(() -> oid == 0 ? catalogue.read(truncation.table()) : catalogue.read(oid));
        truncated.ifPresent(known -> freeSpace(known, at));
        return truncated;
    }

    public void snapshotTaken(SnapshotMark mark) {
        snapshots.write(mark);
        settled(() -> mark.oid() == 0
                ? catalogue.read(mark.table())
                : catalogue.read(mark.oid()).or(() -> catalogue.read(mark.table())));
    }

    private RowBounds bounds(WarehouseTable table) {
        TruncationTable.Last truncation =
                truncations.last(new Truncation(table.source(), table.origin().oid()));
        return new RowBounds(truncation.version(), truncation.xid(), snapshot(table, truncation.version()));
    }

    private @Nullable SnapshotMark snapshot(WarehouseTable table, BigInteger truncatedBelow) {
        // A load is announced by a truncation of what is below its watermark, whose LSN stands for that of a commit
        // too.
        long announced = truncatedBelow.shiftRight(Long.SIZE).longValue();
        return table.isKeyed()
                ? null
                : snapshots
                        .latest(table.source(), table.origin().oid(), announced)
                        .orElse(null);
    }

    /** @return the SQL statement, empty where comments and the view say it all */
    private String apply(
            TableNames names, SchemaChange change, SourcePosition position, List<SchemaChangeTable.Entry> entries) {
        String statement = "";
        if (change instanceof SchemaChange.CreateTable create) {
            client.execute(TableDdl.createDatabase(names.storageDatabase()));
            displace(create.table(), position, entries);
            return create(names, create.table());
        } else if (change instanceof SchemaChange.AddColumn add) {
            statement = TableDdl.addColumn(names, add.column());
        } else if (change instanceof SchemaChange.DropNotNull drop) {
            statement = TableDdl.modifyColumn(names, drop.column());
        } else if (change instanceof SchemaChange.ChangeType type && type.replaces()) {
            statement = TableDdl.replaceColumn(names, type.before(), type.after());
        } else if (change instanceof SchemaChange.ChangeType type
                && !type.before().type().equals(type.after().type())) {
            statement = TableDdl.modifyColumn(names, type.after());
        } else if (change instanceof SchemaChange.ChangeKey key) {
            return changeKey(key);
        } else if (change instanceof SchemaChange.RenameTable rename) {
            return rename(rename, position, entries);
        } else if (change instanceof SchemaChange.DropTable drop) {
            statement = TableDdl.dropView(names);
            register(drop.table(), TableRegistry.Entry.DROPPED, "its data is in " + names.storage());
        } else if (change instanceof SchemaChange.Identify identify
                && identify.before().origin().oid() == 0) {
            adopt(identify.after());
        }
        if (!statement.isEmpty()) {
            client.execute(statement);
        }
        return statement;
    }

    private String changeKey(SchemaChange.ChangeKey change) {
        WarehouseTable before = change.before();
        boolean stands = catalogue
                .at(place(before))
                .filter(stored -> stored.table().isKeyed() == before.isKeyed())
                .isPresent();
        if (!stands) {
            // Another process has given it a key or taken it: storage has other metadata by now.
            return "";
        }
        // The keyless side of the change knows of snapshots.
        RowBounds bounds = bounds(before.isKeyed() ? change.after() : before);
        return newKey.change(names(before), before, change.after(), bounds);
    }

    /** What was told of the table by name holds for its number from now on. */
    private void adopt(WarehouseTable table) {
        TruncationTable.Last bound = truncations.last(new Truncation(table.source(), 0));
        if (bound.version().signum() > 0 && table.origin().oid() != 0) {
            truncations.write(new Truncation(table.source(), table.origin().oid()), bound);
        }
    }

    private String create(TableNames names, WarehouseTable table) {
        client.execute(TableDdl.createDatabase(names.viewDatabase()));
        String statement = TableDdl.createStorage(names, table);
        client.execute(statement);
        if (isTaken(place(table), table.origin().oid())) {
            throw new WarehouseException(
                    ErrorCode.WAREHOUSE_OVERLOADED,
                    "Another table has taken the place of " + table.source() + " at this moment",
                    null);
        }
        return statement;
    }

    /** A table stays where its storage was made, whatever it is called; one that finds its place taken gets another. */
    private WarehouseTable placed(WarehouseTable table) {
        long oid = table.origin().oid();
        if (oid == 0) {
            return table;
        }
        TableId wanted = table.origin().storage();
        TableId place = catalogue
                .read(oid)
                .map(stored -> stored.table().origin().storage())
                .orElseGet(() -> isTaken(wanted, oid) ? Evolution.placeBeside(table.source(), oid) : wanted);
        places.put(oid, place);
        return table.with(table.origin().storedAt(place));
    }

    /** Whether there is the storage of another table. */
    private boolean isTaken(TableId place, long oid) {
        long other =
                catalogue.at(place).map(stored -> stored.table().origin().oid()).orElse(0L);
        return oid != 0 && other != 0 && other != oid;
    }

    private String rename(
            SchemaChange.RenameTable rename, SourcePosition position, List<SchemaChangeTable.Entry> entries) {
        WarehouseTable before = rename.before();
        displace(rename.after(), position, entries);
        boolean viewless =
                before.origin().gone() || before.source().equals(rename.after().source());
        if (viewless || catalogue.named(before.source()).stream().anyMatch(other -> !other.isSame(before))) {
            // No view, or another table's by now.
            return "";
        }
        String statement = TableDdl.dropView(names(before));
        client.execute(statement);
        register(before, TableRegistry.Entry.RENAMED, "to " + rename.after().source());
        return statement;
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
            client.execute(TableDdl.commentTable(names(before), after));
            String statement = TableDdl.dropView(names(before));
            client.execute(statement);
            forget(before);
            SchemaChangeEntries.of(new SchemaChange.DisplaceTable(before, after), before, position, statement)
                    .ifPresent(entries::add);
        }
    }

    private void register(WarehouseTable table, String state, String detail) {
        TableNames names = names(table.source());
        registry.write(new TableRegistry.Entry(
                source,
                table.source().toString(),
                names.viewDatabase(),
                names.storageDatabase(),
                names.name(),
                table.kind().text(),
                state,
                detail));
    }

    /**
     * Adds what another process, with an older schema in hand, has left out when it made the table, and tells in the comments
     * what each column and the table is; not where another process is further than we are.
     */
    private void complete(TableNames names, WarehouseTable wanted, WarehouseTable stored) {
        Map<String, WarehouseColumn> present = new HashMap<>();
        stored.columns().forEach(column -> present.put(column.name(), column));
        boolean behind =
                Long.compareUnsigned(stored.origin().shapeLsn(), wanted.origin().shapeLsn()) > 0;
        for (WarehouseColumn column : wanted.columns()) {
            WarehouseColumn there = present.get(column.name());
            if (there == null) {
                client.execute(TableDdl.addColumn(names, column));
            } else if (!behind && !there.origin().equals(column.origin())) {
                client.execute(TableDdl.commentColumn(names, column));
            }
        }
        boolean same =
                stored.origin().equals(wanted.origin()) && stored.source().equals(wanted.source());
        if (!behind && !same) {
            client.execute(TableDdl.commentTable(names, wanted));
        }
    }

    private interface Look {
        Optional<StoredTable> now();
    }

    /** The table as it is, remembered, its view showing what it should. */
    private Optional<WarehouseTable> settled(Look look) {
        WarehouseException last = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<StoredTable> stored = look.now();
            if (stored.isEmpty()) {
                return Optional.empty();
            }
            WarehouseTable table = stored.get().table();
            TableNames names = names(table);
            // Bounds last: what was recorded before the view is replaced must be seen.
            RowBounds bounds = bounds(table);
            boolean hidden = table.origin().gone();
            if (hidden
                    || TableDdl.fingerprint(names, table, bounds)
                            .equals(stored.get().viewComment())) {
                remember(table);
                return Optional.of(table);
            }
            try {
                client.execute(TableDdl.createDatabase(names.viewDatabase()));
                // Before the view: who sees the view finds the table registered.
                register(table, TableRegistry.Entry.LIVE, "");
                client.execute(TableDdl.replaceView(names, table, bounds));
            } catch (WarehouseException e) {
                // Another process replaces the same view at this moment; look again.
                last = e;
            }
        }
        throw last != null
                ? last
                : new WarehouseException(
                        ErrorCode.WAREHOUSE_OVERLOADED,
                        "The view of a table was changed by others each time it was made",
                        null);
    }

    private void remember(WarehouseTable table) {
        if (!table.origin().gone()) {
            byName.put(table.source(), table);
        }
        if (table.origin().oid() != 0) {
            places.put(table.origin().oid(), table.origin().storage());
            byOid.put(table.origin().oid(), table);
        }
    }

    private void freeSpace(WarehouseTable table, SourcePosition at) {
        RowBounds bounds = new RowBounds(at.version(), at.transactionId(), snapshot(table, at.version()));
        try {
            client.execute(TableDdl.deleteTruncated(names(table), table, bounds));
        } catch (WarehouseException ignored) {
            // The rows are invisible already; their space is freed by the next truncation.
        }
    }
}
