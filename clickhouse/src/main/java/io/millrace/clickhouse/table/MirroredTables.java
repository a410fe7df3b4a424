package io.millrace.clickhouse.table;

import io.millrace.clickhouse.bookkeeping.SchemaChangeTable;
import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.bookkeeping.TruncationTable;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.warehouse.WarehouseException;
import java.math.BigInteger;
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
    private static final int MAX_ATTEMPTS = 20;

    private final ClickHouseClient client;
    private final String source;
    private final String database;
    private final Catalogue catalogue;
    private final TruncationTable truncations;
    private final SchemaChangeTable schemaChanges;
    private final TableRegistry registry;
    private final Map<TableId, WarehouseTable> cache = new ConcurrentHashMap<>();

    public MirroredTables(ClickHouseClient client, String source, String database) {
        this.client = client;
        this.source = source;
        this.database = database;
        this.catalogue = new Catalogue(client);
        this.truncations = new TruncationTable(client);
        this.schemaChanges = new SchemaChangeTable(client);
        this.registry = new TableRegistry(client);
    }

    public TableNames names(TableId table) {
        return TableNames.of(database, table);
    }

    /** As it is, from memory where it was read before. Mends a view that a crash has left behind its table. */
    public Optional<WarehouseTable> describe(TableId table) {
        WarehouseTable known = cache.get(table);
        return known != null ? Optional.of(known) : refreshView(names(table));
    }

    /** The next look goes to the warehouse. */
    public void forget(TableId table) {
        cache.remove(table);
    }

    public void evolve(EvolutionPlan plan) {
        TableNames names = names(plan.result().source());
        List<SchemaChangeTable.Entry> entries = new ArrayList<>();
        for (SchemaChange change : plan.changes()) {
            entries.add(apply(names, change, plan.position()));
        }
        complete(names, plan.result());
        refreshView(names);
        schemaChanges.write(entries);
    }

    /** Makes the table, or what it lacks of it, where someone has taken it away. */
    public void restore(WarehouseTable table, SourcePosition seenAt) {
        forget(table.source());
        evolve(new EvolutionPlan(List.of(new SchemaChange.CreateTable(table)), table, seenAt));
    }

    public void truncate(TableId table, BigInteger version) {
        truncations.write(table, version);
        TableNames names = names(table);
        if (refreshView(names).isPresent()) {
            freeSpace(names, version);
        }
    }

    private SchemaChangeTable.Entry apply(TableNames names, SchemaChange change, SourcePosition position) {
        String kind;
        String column = "";
        String before = "";
        String after = "";
        String statement;
        if (change instanceof SchemaChange.CreateTable create) {
            requireUsable(create.table());
            client.execute(TableDdl.createDatabase(names.storageDatabase()));
            client.execute(TableDdl.createDatabase(names.viewDatabase()));
            kind = "create_table";
            statement = TableDdl.createStorage(names, create.table());
        } else if (change instanceof SchemaChange.AddColumn add) {
            requireNoMetadata(names.source(), add.column());
            kind = "add_column";
            column = add.column().name();
            after = add.column().type().sql();
            statement = TableDdl.addColumn(names, add.column());
        } else if (change instanceof SchemaChange.DropNotNull drop) {
            kind = "drop_not_null";
            column = drop.column().name();
            after = drop.column().type().sql();
            before = withoutNullable(after);
            statement = TableDdl.modifyColumn(names, drop.column());
        } else {
            throw new IllegalStateException("A schema change of an unknown kind: " + change.getClass());
        }
        client.execute(statement);
        return new SchemaChangeTable.Entry(
                names.source().toString(), position.version(), kind, column, before, after, statement);
    }

    /** Adds what another process, with an older schema in hand, has left out when it made the table. */
    private void complete(TableNames names, WarehouseTable wanted) {
        List<String> present = catalogue.read(names).stream()
                .flatMap(stored -> stored.table().columns().stream())
                .map(WarehouseColumn::name)
                .toList();
        for (WarehouseColumn column : wanted.columns()) {
            if (!present.contains(column.name())) {
                client.execute(TableDdl.addColumn(names, column));
            }
        }
    }

    private Optional<WarehouseTable> refreshView(TableNames names) {
        WarehouseException last = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            // Truncations last: what was recorded before the view is replaced must be seen.
            Optional<StoredTable> stored = catalogue.read(names);
            BigInteger truncatedBelow = truncations.read(names.source());
            if (stored.isEmpty()) {
                cache.remove(names.source());
                return Optional.empty();
            }
            WarehouseTable table = stored.get().table();
            if (stored.get().viewShows(truncatedBelow)) {
                cache.put(names.source(), table);
                return Optional.of(table);
            }
            try {
                client.execute(TableDdl.createDatabase(names.viewDatabase()));
                // Before the view: who sees the view finds the table registered.
                registry.write(new TableRegistry.Entry(
                        source,
                        names.source().toString(),
                        names.viewDatabase(),
                        names.storageDatabase(),
                        names.name()));
                client.execute(TableDdl.replaceView(names, table.columns(), truncatedBelow));
            } catch (WarehouseException e) {
                // Another process replaces the same view at this moment; look again.
                last = e;
            }
        }
        throw last != null
                ? last
                : new WarehouseException(
                        ErrorCode.WAREHOUSE_OVERLOADED,
                        "The view " + names.view() + " was changed by others each time it was made",
                        null);
    }

    private void freeSpace(TableNames names, BigInteger version) {
        try {
            client.execute(TableDdl.deleteTruncated(names, version));
        } catch (WarehouseException ignored) {
            // The rows are invisible already; their space is freed by the next truncation.
        }
    }

    private static void requireUsable(WarehouseTable table) {
        if (table.key().isEmpty()) {
            throw new WarehouseException(
                    ErrorCode.NO_KEY,
                    "The table " + table.source() + " has no key, so its rows have no identity",
                    null);
        }
        table.columns().forEach(column -> requireNoMetadata(table.source(), column));
    }

    private static void requireNoMetadata(TableId table, WarehouseColumn column) {
        if (Catalogue.isMetadata(column.name())) {
            throw new WarehouseException(
                    ErrorCode.SCHEMA_NOT_FOLLOWED,
                    "The column " + column.name() + " of " + table
                            + " has the name of a column that Millrace adds. Rename or exclude it.",
                    null);
        }
    }

    private static String withoutNullable(String type) {
        return type.startsWith("Nullable(") ? type.substring("Nullable(".length(), type.length() - 1) : type;
    }
}
