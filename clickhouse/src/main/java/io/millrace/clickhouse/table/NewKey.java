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
import java.util.List;

/**
 * Gives a storage table another sorting key, or its first one, or none: ClickHouse cannot change it in place. A new
 * table is filled from the old one and takes its place in one step; then rows that were written to the old one
 * meanwhile are copied, too. A row copied twice is one row, by its version.
 */
final class NewKey {
    /** The comment of a table under construction: it mirrors the same table, but not yet completely. */
    static final String SUFFIX = " (new key)";

    private final ClickHouseClient client;

    NewKey(ClickHouseClient client) {
        this.client = client;
    }

    /**
     * @param bounds which earlier rows count
     * @return a description of the change, for display
     */
    String change(TableNames names, WarehouseTable before, WarehouseTable after, RowBounds bounds) {
        TableNames built = names.beside(SUFFIX);
        drop(built);
        client.execute(TableDdl.createStorage(built, after, client.durability()));
        showAll(built, after);
        client.execute(copy(names, built, before, after, bounds));
        // These rows would not be written again.
        client.makeDurable();
        client.execute("EXCHANGE TABLES " + names.storage() + " AND " + built.storage());
        showAll(names, after);
        showAll(built, before);
        client.execute(copy(built, names, before, after, bounds));
        client.makeDurable();
        drop(built);
        String kind = after.isKeyed() ? "the key (" + String.join(", ", after.key()) + ")" : "no key";
        return "rebuilt with " + kind + " and exchanged";
    }

    private void drop(TableNames built) {
        if (built.sharded()) {
            client.execute("DROP TABLE IF EXISTS " + built.rows() + " SYNC");
        }
        client.execute("DROP TABLE IF EXISTS " + built.storage() + " SYNC");
    }

    /** The key says on which shard a row is. */
    private void showAll(TableNames names, WarehouseTable table) {
        if (names.sharded()) {
            client.execute(TableDdl.replaceDistributed(names, table, client.cluster()));
        }
    }

    private static String copy(
            TableNames from, TableNames to, WarehouseTable before, WarehouseTable after, RowBounds bounds) {
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
