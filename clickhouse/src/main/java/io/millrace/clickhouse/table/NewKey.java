package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.WarehouseType;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a storage table another sorting key: ClickHouse cannot change it in place. A new table is filled from the old one and
 * takes its place in one step; then what was written to the old one meanwhile is copied, too. Rows that are copied twice are
 * one, by their version.
 */
final class NewKey {
    private static final List<String> METADATA = List.of(
            "_version", "_deleted", "_op", "_committed_at", "_captured_at", "_logged_at", "_landed_at", "_misfits");

    private final ClickHouseClient client;

    NewKey(ClickHouseClient client) {
        this.client = client;
    }

    /** @return what was done, for people */
    String change(TableNames names, WarehouseTable before, WarehouseTable after) {
        TableNames built = new TableNames(
                names.source(), names.viewDatabase(), names.storageDatabase(), names.storageName() + "_new_key");
        boolean sameColumns = before.key().equals(after.key());
        client.execute("DROP TABLE IF EXISTS " + built.storage() + " SYNC");
        client.execute(TableDdl.createStorage(built, after));
        client.execute(copy(names, built, before, after, sameColumns));
        client.execute("EXCHANGE TABLES " + names.storage() + " AND " + built.storage());
        client.execute(copy(built, names, before, after, sameColumns));
        client.execute("DROP TABLE IF EXISTS " + built.storage() + " SYNC");
        return "built anew with the key (" + String.join(", ", after.key()) + ") and exchanged";
    }

    /**
     * Where the key's columns stay, each version is copied, deletions included, so that no late change brings a row back. A
     * deletion does not tell the columns of another key: then only what is current is copied.
     */
    private static String copy(
            TableNames from, TableNames to, WarehouseTable before, WarehouseTable after, boolean everything) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (WarehouseColumn column : after.columns()) {
            before.columns().stream()
                    .filter(each -> each.name().equals(column.name()))
                    .findFirst()
                    .ifPresent(there -> {
                        names.add(Identifiers.quote(column.name()));
                        values.add(value(there, column));
                    });
        }
        METADATA.forEach(column -> {
            names.add(Identifiers.quote(column));
            values.add(Identifiers.quote(column));
        });
        return "INSERT INTO " + to.storage() + " (" + String.join(", ", names) + ") SELECT " + String.join(", ", values)
                + " FROM " + from.storage() + (everything ? "" : " FINAL WHERE `_deleted` = 0");
    }

    private static String value(WarehouseColumn before, WarehouseColumn after) {
        String name = Identifiers.quote(before.name());
        if (before.type().equals(after.type())) {
            return name;
        }
        boolean narrowed = TypeMapping.nullable(after.type()).equals(before.type());
        if (narrowed) {
            return "assumeNotNull(" + name + ")";
        }
        return after.type() instanceof WarehouseType.Nullable inner
                ? "accurateCastOrNull(" + name + ", "
                        + Identifiers.literal(inner.of().sql()) + ")"
                : "accurateCastOrDefault(" + name + ", "
                        + Identifiers.literal(after.type().sql()) + ")";
    }
}
