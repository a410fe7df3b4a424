package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Combines all changes of one storage table into one statement. */
final class StorageAlteration {
    private final ClickHouseClient client;
    private final TableNames names;
    private final List<String> commands = new ArrayList<>();
    private final Set<String> added = new HashSet<>();

    StorageAlteration(ClickHouseClient client, TableNames names) {
        this.client = client;
        this.names = names;
    }

    /** @return the statement; {@link #run} carries it out, as it does those of the methods below */
    String addColumn(WarehouseColumn column) {
        added.add(column.name());
        return add(TableDdl.addColumn(column));
    }

    String replaceColumn(WarehouseColumn before, WarehouseColumn after) {
        added.add(after.name());
        return add(TableDdl.replaceColumn(before, after));
    }

    String modifyColumn(WarehouseColumn column) {
        return add(TableDdl.modifyColumn(column));
    }

    private String add(String command) {
        commands.add(command);
        return TableDdl.alter(names, List.of(command));
    }

    /**
     * Creates the table immediately.
     *
     * @param databases known to exist; that of the table is added
     */
    String create(WarehouseTable table, Set<String> databases) {
        if (databases.add(names.storageDatabase())) {
            client.execute(TableDdl.createDatabase(names.storageDatabase()));
        }
        String statement = TableDdl.createStorage(names, table, client.durability());
        client.execute(statement);
        if (names.sharded()) {
            client.execute(TableDdl.createDistributed(names, table, client.cluster()));
        }
        return statement;
    }

    /** @return whether there was anything to do */
    boolean run() {
        if (commands.isEmpty()) {
            return false;
        }
        if (names.sharded()) {
            List<String> ofStorage = commands.stream()
                    .filter(command -> !TableDdl.isComment(command))
                    .toList();
            if (!ofStorage.isEmpty()) {
                client.execute(TableDdl.alter(names, ofStorage));
            }
            client.execute(TableDdl.alterAll(names, commands));
        } else {
            client.execute(TableDdl.alter(names, commands));
        }
        commands.clear();
        added.clear();
        return true;
    }

    /**
     * Adds what another process with an older schema left out when it created the table, and sets the comments of table
     * and columns; not if another process is ahead.
     */
    void complete(WarehouseTable wanted, WarehouseTable stored) {
        Map<String, WarehouseColumn> present = new HashMap<>();
        stored.columns().forEach(column -> present.put(column.name(), column));
        // A table that lost its name to another one counts as dropped until its new name is known.
        boolean displaced = stored.origin().gone()
                && !wanted.origin().gone()
                && !stored.source().equals(wanted.source());
        boolean behind = !displaced
                && Long.compareUnsigned(
                                stored.origin().shapeLsn(), wanted.origin().shapeLsn())
                        > 0;
        for (WarehouseColumn column : wanted.columns()) {
            WarehouseColumn there = present.get(column.name());
            if (there == null) {
                if (!added.contains(column.name())) {
                    addColumn(behind ? hidden(column) : column);
                }
            } else if (!behind && !there.origin().equals(column.origin())) {
                commands.add(TableDdl.commentColumn(column));
            }
        }
        boolean same =
                stored.origin().equals(wanted.origin()) && stored.source().equals(wanted.source());
        if (!behind && !same) {
            commands.add(TableDdl.commentTable(wanted));
        }
    }

    /**
     * A column of a schema that is no longer the latest: its rows need it, but the view must not show what the later
     * schema does not have. Without a number nothing tells whether that one has it.
     */
    static WarehouseColumn hidden(WarehouseColumn column) {
        return column.origin().number() == 0
                ? column
                : column.with(column.origin().retired(true));
    }
}
