package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.evolve.TableKind;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives a storage table another sorting key, or its first one, or none: ClickHouse cannot change it in place. A new
 * table is filled from the old one and takes its place in one step; then rows that were written to the old one
 * meanwhile are copied, too. A row copied twice is one row, by its version.
 *
 * <p>Several processes may do so at once: each builds a table of its own, and copies back what it has taken the place of, which can be
 * that of another process.
 */
final class NewKey {
    private final ClickHouseClient client;
    private final Rebuilding rebuilding;

    NewKey(ClickHouseClient client) {
        this.client = client;
        this.rebuilding = new Rebuilding(client);
    }

    /** Returns when no other process gives the table another key: most often it then has it. */
    void awaitOthers(TableNames names) {
        rebuilding.awaitOthers(names);
    }

    /**
     * @param bounds which earlier rows count
     * @return a description of the change, for display
     */
    String change(TableNames names, WarehouseTable before, WarehouseTable after, RowBounds bounds) {
        TableNames built = Rebuilding.beside(names);
        client.execute(TableDdl.createStorage(built, after, client.durability()));
        showAll(built, after);
        client.execute(copy(names, built, before, after, bounds, Set.of()));
        // These rows would not be written again.
        client.makeDurable();
        client.execute("EXCHANGE TABLES " + names.storage() + " AND " + built.storage());
        showAll(names, after);
        rebuilding.awaitWrites(built);
        copyBack(built, names, before, after, bounds);
        client.makeDurable();
        rebuilding.drop(built);
        String kind = after.isKeyed() ? "the key (" + String.join(", ", after.key()) + ")" : "no key";
        return "rebuilt with " + kind + " and exchanged";
    }

    /** Columns that came while the table was built are added, as the table whose place it took has them. */
    private void copyBack(
            TableNames former, TableNames names, WarehouseTable before, WarehouseTable after, RowBounds bounds) {
        Map<String, String> there = rebuilding.columns(former);
        Map<String, String> here = rebuilding.columns(names);
        if (rebuilding.sortingKey(former).equals(rebuilding.sortingKey(names))) {
            showAll(former, after);
            List<String> both = there.keySet().stream()
                    .filter(here::containsKey)
                    .map(Identifiers::quote)
                    .toList();
            String columns = String.join(", ", both);
            client.execute(
                    "INSERT INTO " + names.rows() + " (" + columns + ") SELECT " + columns + " FROM " + former.rows());
            return;
        }
        showAll(former, before);
        Set<String> more = new LinkedHashSet<>(there.keySet());
        more.removeAll(here.keySet());
        before.columns().forEach(column -> more.remove(column.name()));
        more.removeAll(TableDdl.METADATA_NAMES);
        for (String column : more) {
            String command = "ADD COLUMN IF NOT EXISTS " + there.get(column);
            client.execute(TableDdl.alter(names, List.of(command)));
            if (names.sharded()) {
                client.execute(TableDdl.alterAll(names, List.of(command)));
            }
        }
        client.execute(
                copy(former, names, before, after, bounds, before.kind() == TableKind.MULTISET ? Set.of() : more));
    }

    /** The key says on which shard a row is. */
    private void showAll(TableNames names, WarehouseTable table) {
        if (names.sharded()) {
            client.execute(TableDdl.replaceDistributed(names, table, client.cluster()));
        }
    }

    /** @param more columns of both tables that the descriptions do not have */
    private static String copy(
            TableNames from,
            TableNames to,
            WarehouseTable before,
            WarehouseTable after,
            RowBounds bounds,
            Set<String> more) {
        boolean groups = before.kind() == TableKind.MULTISET;
        String alias = TableDdl.alias(before, "s");
        String qualifier = before.isKeyed() ? "" : alias + ".";
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (WarehouseColumn column : after.columns()) {
            before.columns().stream()
                    .filter(each -> each.name().equals(column.name()))
                    .findFirst()
                    .ifPresent(there -> {
                        String value = groups
                                ? MultisetView.value(alias, there, before.shown())
                                : qualifier + Identifiers.quote(there.name());
                        names.add(Identifiers.quote(column.name()));
                        values.add(value(value, there, column, after.key().contains(column.name())));
                    });
        }
        for (String column : more) {
            names.add(Identifiers.quote(column));
            values.add(qualifier + Identifiers.quote(column));
        }
        TableDdl.metadata(after).forEach(column -> {
            names.add(Identifiers.quote(column));
            values.add(metadata(column, before, after, bounds));
        });
        return "INSERT INTO " + to.rows() + " (" + String.join(", ", names) + ") SELECT " + String.join(", ", values)
                + " FROM " + from.rows() + rows(from, before, after, bounds);
    }

    /**
     * Where the key's columns stay, each version is copied, deletions included, so that no late change brings a row
     * back. A delete does not have the columns of another key: then only current rows are copied.
     */
    private static String rows(TableNames from, WarehouseTable before, WarehouseTable after, RowBounds bounds) {
        String alias = TableDdl.alias(before, "s");
        String keyless = " AS " + alias + " FINAL WHERE " + bounds.keyless(alias + ".", from);
        return switch (before.kind()) {
            case KEYED ->
                before.key().equals(after.key())
                        ? ""
                        : " FINAL WHERE `_deleted` = 0" + (after.isKeyed() ? "" : " AND " + bounds.keyed(""));
            case APPEND_ONLY -> keyless + " AND " + alias + ".`_sign` > 0";
            case MULTISET ->
                keyless + " GROUP BY " + MultisetView.groups(alias, before.shown()) + " HAVING sum(" + alias
                        + ".`_sign`) > 0";
        };
    }

    /**
     * Rows that lose their key are as if the latest snapshot had read them: the next one, which is asked for, takes their
     * place.
     */
    private static String metadata(String column, WarehouseTable before, WarehouseTable after, RowBounds bounds) {
        String name = Identifiers.quote(column);
        if (before.isKeyed() && after.isKeyed()) {
            return name;
        }
        if (before.isKeyed()) {
            return switch (column) {
                case "_lsn" -> "toUInt64(bitAnd(`_version`, toUInt128('18446744073709551615')))";
                case "_xid" -> bounds.snapshotXid();
                // Many share an LSN; a row copied twice must stay one row.
                case "_ordinal" -> "cityHash64" + TableDdl.quoted(before.key());
                case "_sign" -> "1";
                case "_op" -> "'r'";
                default -> name;
            };
        }
        if (column.equals("_deleted")) {
            return "0";
        }
        String qualifier = TableDdl.alias(before, "s") + ".";
        if (before.kind() == TableKind.APPEND_ONLY) {
            return qualifier + name;
        }
        String version = qualifier + "`_version`";
        return column.equals("_version") ? "max(" + version + ")" : "argMax(" + qualifier + name + ", " + version + ")";
    }

    private static String value(String name, WarehouseColumn before, WarehouseColumn after, boolean isKey) {
        if (before.type().equals(after.type())) {
            return name;
        }
        boolean narrowed = TypeMapping.nullable(after.type()).equals(before.type());
        if (narrowed) {
            return "assumeNotNull(" + name + ")";
        }
        if (isKey && after.type() == WarehouseType.Simple.STRING) {
            return TableDdl.keyText(name, before.type());
        }
        return TableDdl.cast(name, before.type(), after.type());
    }
}
