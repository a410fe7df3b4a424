package io.millrace.clickhouse.table;

import io.millrace.clickhouse.bookkeeping.SnapshotTable;
import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.bookkeeping.TruncationTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.Truncation;
import io.millrace.core.warehouse.WarehouseException;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes views show what storage, truncations and snapshots say, and registers what is shown. */
final class TableViews {
    private static final int MAX_ATTEMPTS = 20;

    private final ClickHouseClient client;
    private final String source;
    private final TablePlaces places;
    private final TruncationTable truncations;
    private final SnapshotTable snapshots;
    private final TableRegistry registry;
    private final RescuedViews rescued;

    /** What this process has read or written last, by table. */
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

    /** A look at one table of the warehouse. */
    interface Look {
        Optional<StoredTable> now();
    }

    /**
     * Makes the view show what it should.
     *
     * @return the table as it is then, empty where there is none
     * @throws WarehouseException with WAREHOUSE_OVERLOADED where others go on changing the view
     */
    Optional<WarehouseTable> settle(Look look) {
        return settle(look.now(), look);
    }

    /** @param seen the first look */
    Optional<WarehouseTable> settle(Optional<StoredTable> seen, Look look) {
        Optional<StoredTable> stored = seen;
        WarehouseException last = null;
        boolean replaced = false;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (stored.isEmpty()) {
                return Optional.empty();
            }
            WarehouseTable table = stored.get().table();
            TableNames names = places.names(table);
            String comment = stored.get().viewComment();
            RowBounds bounds = bounds(table);
            boolean hidden = table.origin().gone();
            if (hidden) {
                return Optional.of(table);
            }
            if (TableDdl.fingerprint(names, table, bounds).equals(comment)) {
                // Behind the view: who finds the table registered can query it.
                if (replaced) {
                    // Another process may have registered something else meanwhile.
                    registered.remove(table.source().toString());
                }
                if (replaced || !isRegistered(table)) {
                    register(table, TableRegistry.Entry.LIVE, "");
                }
                return Optional.of(table);
            }
            try {
                places.claim(table);
                names = places.names(table);
                if (comment == null) {
                    client.execute(TableDdl.createDatabase(names.viewDatabase()));
                }
                client.execute(TableDdl.replaceView(names, table, bounds));
                if (comment != null) {
                    rescued.follow(names, table, bounds);
                }
                replaced = true;
            } catch (WarehouseException e) {
                // Another process replaces the same view at this moment; look again.
                last = e;
            }
            // Whoever has replaced the view looks again: what was recorded meanwhile must be seen.
            stored = look.now();
        }
        throw last != null
                ? last
                : new WarehouseException(
                        ErrorCode.WAREHOUSE_OVERLOADED,
                        "The view of a table was changed by others each time it was made",
                        null);
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
                && entry.storageName().equals(names.storageName());
    }

    /** Takes the views of a table away. */
    String drop(TableNames names) {
        String statement = TableDdl.dropView(names);
        client.execute(statement);
        rescued.drop(names);
        return statement;
    }

    /** Lets {@code millrace.rescued} show the values of a table that their columns do not hold. */
    void showRescued(WarehouseTable table) {
        rescued.show(places.names(table), table, bounds(table));
    }

    void register(WarehouseTable table, String state, String detail) {
        TableNames names = places.names(table);
        TableRegistry.Entry entry = new TableRegistry.Entry(
                source,
                table.source().toString(),
                names.viewDatabase(),
                names.name(),
                names.storageDatabase(),
                names.storageName(),
                table.kind().text(),
                state,
                detail);
        if (!entry.equals(registered.get(entry.sourceTable()))) {
            registry.write(entry);
            registered.put(entry.sourceTable(), entry);
        }
    }

    /** Which rows of a table count now. */
    RowBounds bounds(WarehouseTable table) {
        TruncationTable.Last truncation =
                truncations.last(new Truncation(table.source(), table.origin().oid()));
        return new RowBounds(truncation.version(), truncation.xid(), snapshot(table, truncation.version()));
    }

    /** What the latest snapshot of a table without a key saw, as far as it was announced below a version. */
    @Nullable SnapshotMark snapshot(WarehouseTable table, BigInteger truncatedBelow) {
        // A load is announced by a truncation of what is below its watermark, whose LSN stands for that of a commit
        // too.
        long announced = truncatedBelow.shiftRight(Long.SIZE).longValue();
        return table.isKeyed()
                ? null
                : snapshots
                        .latest(table.source(), table.origin().oid(), announced)
                        .orElse(null);
    }
}
