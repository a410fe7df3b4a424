package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.client.Row;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.warehouse.WarehouseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables that keep every version of every row. They have the columns of storage and follow them before rows are
 * written: columns are added and widened, never dropped.
 *
 * <p>A version is there once, however often it is written: the sorting key has the row's key and its version, that of a
 * table without a key where the change stands in the source's log.
 */
public final class HistoryTables {
    /** The comment of a history that does not have yet what storage had when it began. */
    private static final String FILLING = "millrace: filling";

    private final ClickHouseClient client;
    private final MirroredTables tables;
    private final Map<String, Followed> ready = new ConcurrentHashMap<>();

    public HistoryTables(ClickHouseClient client, MirroredTables tables) {
        this.client = client;
        this.tables = tables;
    }

    /**
     * The history of a table, quoted; it has every column of the table when this returns.
     *
     * @throws io.millrace.core.warehouse.OutdatedPlanException if another process has altered the table: its history follows it as it is
     */
    public String of(WarehouseTable table) {
        TableNames names = tables.names(table);
        String place = names.storage();
        Followed followed = new Followed(table.key(), table.columns());
        if (!followed.equals(ready.get(place))) {
            tables.requireAsPlanned(table);
            follow(names, table);
            ready.put(place, followed);
        }
        return names.history();
    }

    /** Clears the cache. */
    public void forget(WarehouseTable table) {
        ready.remove(tables.names(table).storage());
    }

    /** Records in tables with a history that all earlier rows are gone: an op {@code t} without a row. */
    public void truncated(Map<WarehouseTable, SourcePosition> truncated) {
        Set<String> histories = histories(truncated.keySet());
        truncated.forEach((table, at) -> {
            TableNames names = tables.names(table);
            if (histories.contains(names.history()) && state(names).isPresent()) {
                truncated(names, table, at);
            }
        });
    }

    /** Which of the given tables have a history; quoted names. */
    private Set<String> histories(Collection<WarehouseTable> some) {
        List<TableNames> all = some.stream().map(tables::names).toList();
        Set<String> histories = new HashSet<>();
        if (!all.isEmpty()) {
            client.query(
                    "SELECT `database`, `name` FROM `system`.`tables` WHERE `database` IN ("
                            + literals(all.stream().map(TableNames::historyDatabase)) + ") AND `name` IN ("
                            + literals(all.stream().map(TableNames::storageName)) + ")",
                    Map.of(),
                    row -> histories.add(Identifiers.quote(row.text("database"), row.text("name"))));
        }
        return histories;
    }

    private static String literals(Stream<String> texts) {
        return texts.distinct().map(Identifiers::literal).collect(Collectors.joining(", "));
    }

    private void truncated(TableNames names, WarehouseTable table, SourcePosition at) {
        boolean keyed = table.isKeyed();
        client.execute("INSERT INTO " + names.history()
                + " (`_version`, `_op`, `_committed_at`, `_captured_at`"
                + (keyed ? ", `_deleted`" : ", `_lsn`, `_xid`, `_sign`") + ") SELECT toUInt128('" + at.version()
                + "'), 't', fromUnixTimestamp64Micro(" + at.committedAtMicros() + ", 'UTC'), fromUnixTimestamp64Micro("
                + at.capturedAtMicros() + ", 'UTC'), "
                + (keyed ? "1" : "toUInt64('" + Long.toUnsignedString(at.lsn()) + "'), " + at.transactionId() + ", 0"));
    }

    /** The table that a history was last made to follow. */
    private record Followed(List<String> key, List<WarehouseColumn> columns) {}

    /** A history as it is: its sorting key and comment. */
    private record State(List<String> order, String comment) {}

    /** Empty if there is none, or not all of it. */
    private Optional<State> state(TableNames names) {
        Map<String, Row> tables = new HashMap<>();
        client.query(
                """
                SELECT `name`, `sorting_key`, `comment`, `engine` FROM `system`.`tables`
                WHERE `database` = {database:String} AND `name` IN ({name:String}, {shown:String})""",
                Map.of("database", names.historyDatabase(), "name", names.historyName(), "shown", names.storageName()),
                row -> tables.put(row.text("name"), row));
        Row rows = tables.get(names.historyName());
        Row shown = tables.get(names.storageName());
        return rows == null || shown == null ? Optional.empty() : Optional.of(state(names, rows, shown));
    }

    /** A table that is not of Millrace can have the name. */
    private static State state(TableNames names, Row rows, Row shown) {
        boolean ours = rows.text("engine").endsWith("MergeTree")
                && (!names.sharded() || shown.text("engine").equals("Distributed"));
        if (!ours) {
            throw new WarehouseException(
                    ErrorCode.SCHEMA_NOT_FOLLOWED,
                    names.history() + " exists and is not a history (engine " + shown.text("engine") + "), so that of "
                            + names.source() + " cannot be kept there. Take one of the two out of warehouse.history or"
                            + " source.tables.",
                    null);
        }
        return new State(SortingKey.parse(rows.text("sorting_key")), shown.text("comment"));
    }

    private void follow(TableNames names, WarehouseTable table) {
        Optional<State> state = state(names);
        List<String> order = order(table);
        if (state.isPresent() && isAnother(state.get(), order, names, table)) {
            setAside(names, table);
            state = Optional.empty();
        }
        if (state.isEmpty()) {
            client.execute(TableDdl.createDatabase(names.historyDatabase()));
            create(names, table, order);
            state = state(names);
        }
        evolve(names, table);
        if (state.map(State::comment).orElse("").startsWith(FILLING)) {
            fill(names, table);
            // Rows are not written again once the comment says that they are there.
            client.makeDurable();
            client.execute("ALTER TABLE " + names.history() + " MODIFY COMMENT "
                    + Identifiers.literal("Every version of " + table.source() + tag(table)));
        }
    }

    /** Of another key, of a key of other types, or of another table that had the name before. */
    private boolean isAnother(State state, List<String> order, TableNames names, WarehouseTable table) {
        if (!state.order().equals(order)) {
            return true;
        }
        boolean tagged = state.comment().contains(" (oid ") && !state.comment().endsWith(" (oid 0)");
        if (tagged && table.origin().oid() != 0 && !state.comment().endsWith(tag(table))) {
            return true;
        }
        Map<String, String> present = columns(names);
        return table.columns().stream()
                .filter(column -> table.key().contains(column.name()))
                .anyMatch(column -> !column.type().sql().equals(present.get(column.name())));
    }

    private static String tag(WarehouseTable table) {
        return " (oid " + table.origin().oid() + ")";
    }

    private static List<String> order(WarehouseTable table) {
        return table.isKeyed()
                ? Stream.concat(table.key().stream(), Stream.of("_version")).toList()
                : List.of("_lsn", "_xid", "_ordinal", "_sign");
    }

    /** Another key starts another history; the former one stays under a name with its end. */
    private void setAside(TableNames names, WarehouseTable table) {
        TableNames aside = names.beside(
                "_until_" + Long.toUnsignedString(table.origin().shapeLsn(), 16).toUpperCase(Locale.ROOT));
        client.execute("RENAME TABLE " + names.historyTable() + " TO " + aside.historyTable());
        if (names.sharded()) {
            client.execute("CREATE TABLE IF NOT EXISTS " + aside.history() + " AS " + names.history() + " ENGINE = "
                    + client.cluster().distributed(aside.historyDatabase(), aside.historyName(), "rand()"));
            client.execute("DROP TABLE IF EXISTS " + names.history() + " SYNC");
        }
    }

    private void create(TableNames names, WarehouseTable table, List<String> order) {
        String metadata = String.join(", ", TableDdl.metadataDefinitions(table));
        String columns = table.columns().stream()
                        .map(column -> TableDdl.definition(column) + ", ")
                        .collect(Collectors.joining("", " (", ""))
                + metadata + ") ENGINE = ";
        String comment = " COMMENT " + Identifiers.literal(FILLING + tag(table));
        client.execute("CREATE TABLE IF NOT EXISTS " + names.historyTable() + columns
                + "ReplacingMergeTree ORDER BY " + TableDdl.quoted(order) + " SETTINGS "
                + client.durability().tableSettings() + comment);
        if (names.sharded()) {
            client.execute("CREATE TABLE IF NOT EXISTS " + names.history() + columns
                    + client.cluster()
                            .distributed(names.historyDatabase(), names.historyName(), TableDdl.shardingKey(table))
                    + comment);
        }
    }

    /** Types by name. */
    private Map<String, String> columns(TableNames names) {
        Map<String, String> present = new HashMap<>();
        client.query(
                """
                SELECT `name`, `type` FROM `system`.`columns`
                WHERE `database` = {database:String} AND `table` = {name:String}""",
                Map.of("database", names.historyDatabase(), "name", names.historyName()),
                row -> present.put(row.text("name"), row.text("type")));
        return present;
    }

    private void evolve(TableNames names, WarehouseTable table) {
        Map<String, String> present = columns(names);
        for (WarehouseColumn column : table.columns()) {
            String there = present.get(column.name());
            if (there == null) {
                alter(names, "ADD COLUMN IF NOT EXISTS " + TableDdl.definition(column));
            } else if (!there.equals(column.type().sql()) && !table.key().contains(column.name())) {
                alter(names, TableDdl.modifyColumn(column));
            }
        }
    }

    private void alter(TableNames names, String command) {
        client.execute("ALTER TABLE " + names.historyTable() + " " + command);
        if (names.sharded()) {
            client.execute("ALTER TABLE " + names.history() + " " + command);
        }
    }

    /** Copies storage: the history begins with the rows at that time. */
    private void fill(TableNames names, WarehouseTable table) {
        String columns = Stream.concat(
                        table.columns().stream().map(WarehouseColumn::name), TableDdl.metadata(table).stream())
                .map(Identifiers::quote)
                .collect(Collectors.joining(", "));
        client.execute(
                "INSERT INTO " + names.history() + " (" + columns + ") SELECT " + columns + " FROM " + names.rows());
    }
}
