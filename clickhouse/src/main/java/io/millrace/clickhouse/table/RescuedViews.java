package io.millrace.clickhouse.table;

import static java.util.Objects.requireNonNull;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.evolve.TableKind;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The views behind {@code millrace.rescued}, which has the exact text of each value of a current row that its column cannot hold.
 * A table gets one with its first such value; it follows the table's own view from then on.
 */
final class RescuedViews {
    private static final String DATABASE = "millrace";

    private final ClickHouseClient client;
    private final String source;

    /** @param source the source's name */
    RescuedViews(ClickHouseClient client, String source) {
        this.client = client;
        this.source = source;
    }

    /** Makes the view of a table, or brings it up to date. */
    void show(TableNames names, WarehouseTable table, RowBounds bounds) {
        client.execute("CREATE OR REPLACE VIEW " + Identifiers.quote(DATABASE, name(names)) + " AS "
                + select(source, names, table, bounds));
    }

    /** Which of some tables have such a view. */
    Set<TableNames> shown(Collection<TableNames> tables) {
        Map<String, TableNames> byView = new HashMap<>();
        tables.forEach(names -> byView.put(name(names), names));
        Set<TableNames> shown = new HashSet<>();
        if (!byView.isEmpty()) {
            client.query(
                    "SELECT `name` FROM `system`.`tables` WHERE `database` = {database:String} AND `name` IN ("
                            + byView.keySet().stream().map(Identifiers::literal).collect(Collectors.joining(", "))
                            + ")",
                    Map.of("database", DATABASE),
                    row -> shown.add(requireNonNull(byView.get(row.text("name")))));
        }
        return shown;
    }

    void drop(TableNames names) {
        client.execute("DROP VIEW IF EXISTS " + Identifiers.quote(DATABASE, name(names)));
    }

    /** By the storage table, which stays for life. */
    private static String name(TableNames names) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(names.storage().getBytes(StandardCharsets.UTF_8));
            return "rescued_" + HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String select(String source, TableNames names, WarehouseTable table, RowBounds bounds) {
        String s = TableDdl.alias(table, "s");
        String m = TableDdl.alias(table, "m");
        List<WarehouseColumn> shown = table.shown();
        List<WarehouseColumn> key = table.isKeyed()
                ? table.columns().stream()
                        .filter(column -> table.key().contains(column.name()))
                        .toList()
                : shown;
        String cells = key.stream()
                .map(column -> Identifiers.literal(column.origin().name()) + ", " + text(s, column))
                .collect(Collectors.joining(", "));
        String stored = literals(shown.stream().map(WarehouseColumn::name).toList());
        String named =
                literals(shown.stream().map(column -> column.origin().name()).toList());
        String rescued = s + ".`_rescued`";
        return "SELECT\n    " + Identifiers.literal(source) + " AS `source`,\n    "
                + Identifiers.literal(table.source().toString()) + " AS `source_table`,\n    map(" + cells
                + ") AS `key`,\n    transform(toString(" + m + ".1), [" + stored + "], [" + named
                + "], '') AS `column`,\n    " + m + ".2 AS `value`\nFROM " + rows(s, names, table, bounds)
                + "\nARRAY JOIN arrayZip(mapKeys(" + rescued + "), mapValues(" + rescued + ")) AS " + m
                + "\nWHERE toString(" + m
                + ".1) IN (" + stored + ")";
    }

    /** The current rows that have such values, by the alias. */
    private static String rows(String s, TableNames names, WarehouseTable table, RowBounds bounds) {
        String q = s + ".";
        String condition = table.isKeyed()
                ? bounds.keyed(q)
                : bounds.keyless(q, names) + (table.kind() == TableKind.MULTISET ? "" : " AND " + q + "`_sign` > 0");
        List<WarehouseColumn> shown = table.shown();
        if (table.kind() == TableKind.MULTISET) {
            String values = shown.stream()
                    .map(column ->
                            MultisetView.value(s, column, shown) + " AS " + Identifiers.quote(column.name()) + ", ")
                    .collect(Collectors.joining());
            return "(SELECT " + values + "any(" + q + "`_rescued`) AS `_rescued` FROM " + names.rows() + " AS " + s
                    + " FINAL WHERE " + condition + " AND notEmpty(" + q + "`_rescued`) GROUP BY "
                    + MultisetView.groups(s, shown) + " HAVING sum(" + q + "`_sign`) > 0) AS " + s;
        }
        // A condition on _rescued inside could be moved before FINAL by ClickHouse.
        return "(SELECT * FROM " + names.rows() + " AS " + s + " FINAL WHERE " + condition + ") AS " + s;
    }

    private static String text(String alias, WarehouseColumn column) {
        return "ifNull(toString(" + alias + "." + Identifiers.quote(column.name()) + "), 'NULL')";
    }

    private static String literals(List<String> texts) {
        return texts.stream().map(Identifiers::literal).collect(Collectors.joining(", "));
    }
}
