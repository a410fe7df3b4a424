package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.evolve.TableKind;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.warehouse.WarehouseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Gives a storage table another sorting key, or its first one, or none: ClickHouse cannot change it in place. A new
 * table is filled from the old one and takes its place in one step; then rows that were written to the old one
 * meanwhile are copied, too. A row copied twice is one row, by its version.
 *
 * <p>Several processes may do so at once: each builds a table of its own, and copies back what it has taken the place of, which can be
 * that of another process. An attempt that fails is ended by the next one.
 */
final class NewKey {
    private final ClickHouseClient client;
    private final Rebuilding rebuilding;
    private final Map<String, Attempt> unfinished = new ConcurrentHashMap<>();

    NewKey(ClickHouseClient client) {
        this.client = client;
        this.rebuilding = new Rebuilding(client);
    }

    /**
     * @param built where the new table is made, and where the former one is after the exchange
     * @param builtId identifies the new table
     * @param formerId identifies the table that is copied
     */
    private record Attempt(
            TableNames names,
            TableNames built,
            String builtId,
            String formerId,
            WarehouseTable before,
            WarehouseTable after,
            RowBounds bounds) {}

    /** Ends an earlier attempt of this process. */
    void endUnfinished(TableNames names) {
        Attempt attempt = unfinished.get(names.storage());
        if (attempt != null) {
            end(attempt);
        }
    }

    /** Identifies the present table: {@link #change} does nothing if another one has taken its place since. */
    String id(TableNames names) {
        return rebuilding.id(names);
    }

    /**
     * @param id the table that has {@code before}'s key
     * @param bounds which earlier rows count
     * @return a description of the change, for display; empty if another process has done it
     */
    String change(TableNames names, String id, WarehouseTable before, WarehouseTable after, RowBounds bounds) {
        rebuilding.dropAbandoned(names);
        TableNames built = Rebuilding.beside(names);
        client.execute(TableDdl.createStorage(built, after, client.durability()));
        Attempt attempt = new Attempt(names, built, rebuilding.id(built), id, before, after, bounds);
        unfinished.put(names.storage(), attempt);
        showAll(built, after);
        try {
            client.execute(copy(names, built, before, after, bounds, Set.of()));
        } catch (WarehouseException e) {
            if (isReplaced(attempt)) {
                end(attempt);
                return "";
            }
            throw e;
        }
        // These rows would not be written again.
        client.makeDurable();
        if (isReplaced(attempt)) {
            end(attempt);
            return "";
        }
        client.execute("EXCHANGE TABLES " + names.storage() + " AND " + built.storage());
        end(attempt);
        String kind = after.isKeyed() ? "the key (" + String.join(", ", after.key()) + ")" : "no key";
        return "rebuilt with " + kind + " and exchanged";
    }

    private boolean isReplaced(Attempt attempt) {
        return !rebuilding.id(attempt.names()).equals(attempt.formerId());
    }

    private void end(Attempt attempt) {
        String there = rebuilding.id(attempt.built());
        if (!there.isEmpty()) {
            if (!there.equals(attempt.builtId())) {
                showAll(attempt.names(), attempt.after());
                rebuilding.awaitInserts(attempt.names());
                if (there.equals(attempt.formerId())) {
                    copyFormer(attempt);
                } else {
                    copyOthers(attempt);
                }
                client.makeDurable();
            }
            rebuilding.drop(attempt.built());
        }
        unfinished.remove(attempt.names().storage());
    }

    /** Rows that came while the table was built. Columns that came are added. */
    private void copyFormer(Attempt attempt) {
        TableNames names = attempt.names();
        TableNames former = attempt.built();
        WarehouseTable before = attempt.before();
        showAll(former, before);
        Map<String, String> there = rebuilding.columns(former);
        Set<String> more = new LinkedHashSet<>(there.keySet());
        more.removeAll(rebuilding.columns(names).keySet());
        before.columns().forEach(column -> more.remove(column.name()));
        more.removeAll(TableDdl.METADATA_NAMES);
        for (String column : more) {
            List<String> command = List.of("ADD COLUMN IF NOT EXISTS " + there.get(column));
            client.execute(TableDdl.alter(names, command));
            if (names.sharded()) {
                client.execute(TableDdl.alterAll(names, command));
                client.execute(TableDdl.alterAll(former, command));
            }
        }
        Set<String> copied = before.kind() == TableKind.MULTISET ? Set.of() : more;
        client.execute(copy(former, names, before, attempt.after(), attempt.bounds(), copied));
    }

    /** What this process has taken the place of is the table that another one has built: every version is kept. */
    private void copyOthers(Attempt attempt) {
        WarehouseTable after = attempt.after();
        showAll(attempt.built(), after);
        Set<String> both =
                new LinkedHashSet<>(rebuilding.columns(attempt.built()).keySet());
        both.retainAll(rebuilding.columns(attempt.names()).keySet());
        Set<String> known = new LinkedHashSet<>(TableDdl.metadata(after));
        after.columns().forEach(column -> known.add(column.name()));
        both.retainAll(known);
        String columns = both.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
        client.execute("INSERT INTO " + attempt.names().rows() + " (" + columns + ") SELECT " + columns + " FROM "
                + attempt.built().rows());
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
