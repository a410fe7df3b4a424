package io.millrace.clickhouse.table;

import io.millrace.clickhouse.bookkeeping.SnapshotTable;
import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.bookkeeping.TruncationTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.Truncation;
import io.millrace.core.warehouse.WarehouseException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps views consistent with storage, truncations and snapshots, and registers them. */
final class TableViews {
    private static final int MAX_ATTEMPTS = 20;

    private final ClickHouseClient client;
    private final String source;
    private final TablePlaces places;
    private final TruncationTable truncations;
    private final SnapshotTable snapshots;
    private final TableRegistry registry;
    private final RescuedViews rescued;

    /** What this process last read or wrote, by table. */
    private final Map<String, TableRegistry.Entry> registered = new ConcurrentHashMap<>();

    private volatile boolean registryRead;

    /** @param source the source's name */
    TableViews(ClickHouseClient client, String source, TablePlaces places) {
        this.client = client;
        this.source = source;
        this.places = places;
        this.truncations = new TruncationTable(client, source);
        this.snapshots = new SnapshotTable(client, source);
        this.registry = new TableRegistry(client);
        this.rescued = new RescuedViews(client, source);
    }

    /** As {@link #reconcile(Collection)}, of one table or none. */
    Optional<WarehouseTable> reconcile(Optional<StoredTable> seen) {
        return reconcile(seen.stream().toList()).stream().findFirst();
    }

    /**
     * Brings views up to date.
     *
     * @param seen the first look at each table
     * @return the tables as they are then; those that have vanished are left out
     * @throws WarehouseException with WAREHOUSE_OVERLOADED if others keep changing a view
     */
    List<WarehouseTable> reconcile(Collection<StoredTable> seen) {
        List<WarehouseTable> reconciled = new ArrayList<>();
        Set<TableId> replaced = new HashSet<>();
        Set<String> databases = new HashSet<>();
        Collection<StoredTable> open = seen;
        WarehouseException last = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS && !open.isEmpty(); attempt++) {
            List<Wrong> wrong = new ArrayList<>();
            List<WarehouseTable> right = new ArrayList<>();
            sort(open, right, wrong);
            registerShown(right, replaced);
            reconciled.addAll(right);
            Set<TableNames> withRescued = rescued.shown(wrong.stream()
                    .filter(Wrong::hasView)
                    .map(one -> places.names(one.table()))
                    .toList());
            for (Wrong one : wrong) {
                try {
                    replace(one, databases, withRescued);
                    replaced.add(one.table().origin().storage());
                } catch (WarehouseException e) {
                    // Another process replaces the same view right now; look again.
                    databases.clear();
                    last = e;
                }
            }
            // After a view is replaced the bounds are read again: what was recorded meanwhile must be seen.
            open = places.again(wrong.stream().map(Wrong::stored).toList());
            dropFormer(wrong, open, withRescued);
        }
        if (open.isEmpty()) {
            return reconciled;
        }
        throw last != null
                ? last
                : new WarehouseException(
                        ErrorCode.WAREHOUSE_OVERLOADED,
                        "The view of a table was changed by other processes each time it was created",
                        null);
    }

    /** Views that were made for tables which another process has renamed or dropped meanwhile. */
    private void dropFormer(List<Wrong> made, Collection<StoredTable> now, Set<TableNames> withRescued) {
        Set<TableNames> shown = now.stream()
                .map(StoredTable::table)
                .filter(table -> !table.origin().gone())
                .map(places::names)
                .collect(Collectors.toSet());
        for (Wrong one : made) {
            TableNames names = places.names(one.table());
            if (!shown.contains(names) && !places.isTaken(one.table().source())) {
                drop(names, withRescued);
            }
        }
    }

    /** A table whose view is outdated or missing. */
    private record Wrong(StoredTable stored, RowBounds bounds) {
        WarehouseTable table() {
            return stored.table();
        }

        boolean hasView() {
            return stored.viewComment() != null;
        }
    }

    private void sort(Collection<StoredTable> open, List<WarehouseTable> right, List<Wrong> wrong) {
        List<StoredTable> shown = new ArrayList<>();
        for (StoredTable stored : open) {
            if (stored.table().origin().gone()) {
                right.add(stored.table());
            } else {
                shown.add(stored);
            }
        }
        List<RowBounds> bounds = bounds(shown.stream().map(StoredTable::table).toList());
        for (int i = 0; i < shown.size(); i++) {
            StoredTable stored = shown.get(i);
            WarehouseTable table = stored.table();
            if (TableDdl.fingerprint(places.names(table), table, bounds.get(i)).equals(stored.viewComment())) {
                right.add(table);
            } else {
                wrong.add(new Wrong(stored, bounds.get(i)));
            }
        }
    }

    /**
     * @param databases those that are known to be there; that of the view is added
     * @param withRescued tables that show values which their columns do not hold
     */
    private void replace(Wrong view, Set<String> databases, Set<TableNames> withRescued) {
        places.claim(view.table());
        TableNames names = places.names(view.table());
        if (!view.hasView() && databases.add(names.viewDatabase())) {
            client.execute(TableDdl.createDatabase(names.viewDatabase()));
        }
        client.execute(TableDdl.replaceView(names, view.table(), view.bounds()));
        if (withRescued.contains(names)) {
            rescued.show(names, view.table(), view.bounds());
        }
    }

    /**
     * After the views, so that a registered table can be queried.
     *
     * @param replaced places of tables whose views this process has just replaced
     */
    private void registerShown(List<WarehouseTable> tables, Set<TableId> replaced) {
        List<TableRegistry.Entry> entries = new ArrayList<>();
        for (WarehouseTable table : tables) {
            if (table.origin().gone()) {
                continue;
            }
            boolean now = replaced.contains(table.origin().storage());
            if (now) {
                // Another process may have registered something else meanwhile.
                registered.remove(table.source().toString());
            }
            if (now || !isRegistered(table)) {
                entries.add(entry(table, TableRegistry.Entry.LIVE, ""));
            }
        }
        register(entries);
    }

    /** Whether the registry names the view; not where a process ended between the two. */
    private boolean isRegistered(WarehouseTable table) {
        if (!registryRead) {
            registry.read(source).forEach(entry -> registered.putIfAbsent(entry.sourceTable(), entry));
            registryRead = true;
        }
        TableRegistry.Entry entry = registered.get(table.source().toString());
        TableNames names = places.names(table);
        return entry != null
                && entry.hasView()
                && entry.viewDatabase().equals(names.viewDatabase())
                && entry.name().equals(names.name())
                && entry.storageDatabase().equals(names.storageDatabase())
                && entry.storageName().equals(names.rowsName());
    }

    /**
     * A table whose view is dropped.
     *
     * @param state its new state in the registry
     */
    record Leaving(WarehouseTable table, String state, String detail) {}

    /**
     * Registers that views are dropped, before they are.
     *
     * @return tables that show values which their columns do not hold
     */
    Set<TableNames> leave(List<Leaving> views) {
        register(views.stream()
                .map(view -> entry(view.table(), view.state(), view.detail()))
                .toList());
        return rescued.shown(
                views.stream().map(view -> places.names(view.table())).toList());
    }

    /**
     * Drops the views of a table.
     *
     * @param withRescued tables that show values which their columns do not hold
     */
    String drop(TableNames names, Set<TableNames> withRescued) {
        String statement = TableDdl.dropView(names);
        client.execute(statement);
        if (withRescued.contains(names)) {
            rescued.drop(names);
        }
        return statement;
    }

    /** Adds a table's rescued values to {@code millrace.rescued}. */
    void showRescued(WarehouseTable table) {
        rescued.show(places.names(table), table, bounds(table));
    }

    void register(WarehouseTable table, String state, String detail) {
        register(List.of(entry(table, state, detail)));
    }

    private void register(List<TableRegistry.Entry> entries) {
        List<TableRegistry.Entry> changed = entries.stream()
                .filter(entry -> !entry.equals(registered.get(entry.sourceTable())))
                .toList();
        registry.write(changed);
        changed.forEach(entry -> registered.put(entry.sourceTable(), entry));
    }

    private TableRegistry.Entry entry(WarehouseTable table, String state, String detail) {
        TableNames names = places.names(table);
        return new TableRegistry.Entry(
                source,
                table.source().toString(),
                names.viewDatabase(),
                names.name(),
                names.storageDatabase(),
                names.rowsName(),
                table.kind().text(),
                state,
                detail);
    }

    /** Which rows of a table count now. */
    RowBounds bounds(WarehouseTable table) {
        return bounds(List.of(table)).get(0);
    }

    /** Which rows of each of some tables count now, in order. */
    List<RowBounds> bounds(List<WarehouseTable> tables) {
        List<TruncationTable.Last> truncated = truncations.last(tables.stream()
                .map(table -> new Truncation(table.source(), table.origin().oid()))
                .toList());
        List<SnapshotTable.Asked> asked = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            if (!tables.get(i).isKeyed()) {
                asked.add(asked(tables.get(i), truncated.get(i).version()));
            }
        }
        Iterator<Optional<SnapshotMark>> marks = snapshots.latest(asked).iterator();
        List<RowBounds> bounds = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            TruncationTable.Last last = truncated.get(i);
            SnapshotMark mark = tables.get(i).isKeyed() ? null : marks.next().orElse(null);
            bounds.add(new RowBounds(last.version(), last.xid(), mark));
        }
        return bounds;
    }

    /** What the latest snapshot of a table without a key saw, as far as it was announced below a version. */
    @Nullable SnapshotMark snapshot(WarehouseTable table, BigInteger truncatedBelow) {
        return table.isKeyed()
                ? null
                : snapshots.latest(List.of(asked(table, truncatedBelow))).get(0).orElse(null);
    }

    private static SnapshotTable.Asked asked(WarehouseTable table, BigInteger truncatedBelow) {
        // A load is announced by a truncation of what is below its watermark, whose LSN stands for that of a commit
        // too.
        long announced = truncatedBelow.shiftRight(Long.SIZE).longValue();
        return new SnapshotTable.Asked(table.source(), table.origin().oid(), announced);
    }
}
