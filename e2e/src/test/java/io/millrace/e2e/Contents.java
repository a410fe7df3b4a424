package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares tables of the source and the warehouse by content: the columns by name and order, every row as text. */
final class Contents {
    private static final int SHOWN_CHARACTERS = 400;

    private final URI source;
    private final Http warehouse;

    Contents(URI source, URI warehouse) {
        this(source, new Http(warehouse));
    }

    private Contents(URI source, Http warehouse) {
        this.source = source;
        this.warehouse = warehouse;
    }

    /** Those of another source that is in the same warehouse. */
    Contents ofSource(URI other) {
        return new Contents(other, warehouse);
    }

    /** Fails with the first rows that differ. Returns how many rows were equal. */
    long assertEqual(String database, String schema, String table)
            throws SQLException, IOException, InterruptedException {
        return assertEqual(database, schema, table, "true");
    }

    /**
     * Fails with the first rows that differ. Returns how many rows were equal.
     *
     * @param condition which rows, in SQL that both systems take
     */
    long assertEqual(String database, String schema, String table, String condition)
            throws SQLException, IOException, InterruptedException {
        try (var connection = connect(source)) {
            var columns = SourceColumn.of(connection, schema, table);
            var types = warehouseColumns(database, table);
            assertThat(types.keySet())
                    .as("columns of %s.%s in the warehouse", database, table)
                    .containsExactlyElementsOf(
                            columns.stream().map(SourceColumn::name).toList());
            var expected = sourceRows(connection, columns, schema, table, condition);
            var actual = warehouseRows(columns, types, database, table, condition);
            // Both as multisets of text: the two systems order text differently.
            var missing = without(expected, actual);
            var surplus = without(actual, expected);
            assertThat(missing.size() + surplus.size())
                    .as(
                            "%s.%s: %d rows in the source, %d in the warehouse; missing %s, surplus %s",
                            schema, table, expected.size(), actual.size(), first(missing), first(surplus))
                    .isZero();
            return expected.size();
        }
    }

    /** The view's columns with their types, in order. */
    private Map<String, String> warehouseColumns(String database, String table)
            throws IOException, InterruptedException {
        var types = new LinkedHashMap<String, String>();
        for (var row : warehouse.rows("SELECT name, type FROM system.columns WHERE database = " + literal(database)
                + " AND table = " + literal(table) + " ORDER BY position")) {
            types.put(row.get(0), row.get(1));
        }
        assertThat(types).as("the view %s.%s", database, table).isNotEmpty();
        return types;
    }

    private static List<String> sourceRows(
            Connection connection, List<SourceColumn> columns, String schema, String table, String condition)
            throws SQLException {
        var lines = new ArrayList<String>();
        try (var statement = connection.createStatement()) {
            statement.execute("SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET extra_float_digits = 1");
            var select = columns.stream().map(SourceColumn::postgresText).collect(Collectors.joining(", "));
            try (var rows = statement.executeQuery("SELECT " + select + " FROM "
                    + (isPartitioned(connection, schema, table) ? "" : "ONLY ") + "\"" + schema.replace("\"", "\"\"")
                    + "\".\"" + table.replace("\"", "\"\"") + "\" WHERE " + condition)) {
                while (rows.next()) {
                    var values = new ArrayList<@Nullable String>();
                    for (int i = 1; i <= columns.size(); i++) {
                        values.add(rows.getString(i));
                    }
                    lines.add(line(columns, values));
                }
            }
        }
        return lines;
    }

    private static boolean isPartitioned(Connection connection, String schema, String table) throws SQLException {
        try (var select =
                connection.prepareStatement("SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = ? AND c.relname = ? AND c.relkind = 'p'")) {
            select.setString(1, schema);
            select.setString(2, table);
            try (var row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private List<String> warehouseRows(
            List<SourceColumn> columns, Map<String, String> types, String database, String table, String condition)
            throws IOException, InterruptedException {
        // A table may have no columns at all; a SELECT needs one.
        var select = columns.stream()
                .map(column -> column.clickHouseText(types.getOrDefault(column.name(), "")))
                .collect(Collectors.joining(", "));
        var lines = new ArrayList<String>();
        for (var row : warehouse.rows("SELECT " + (select.isEmpty() ? "1" : select) + " FROM " + backticked(database)
                + "." + backticked(table) + " WHERE " + condition)) {
            lines.add(line(columns, row));
        }
        return lines;
    }

    private static String backticked(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    private static String line(List<SourceColumn> columns, List<? extends @Nullable String> values) {
        var line = new ArrayList<@Nullable String>();
        for (int i = 0; i < columns.size(); i++) {
            line.add(columns.get(i).normal(values.get(i)));
        }
        return line.toString();
    }

    private static List<String> without(List<String> rows, List<String> others) {
        var counts = new HashMap<String, Integer>();
        others.forEach(row -> counts.merge(row, 1, Integer::sum));
        return rows.stream()
                .filter(row -> counts.merge(row, -1, Integer::sum) < 0)
                .toList();
    }

    private static List<String> first(List<String> rows) {
        return rows.stream()
                .limit(5)
                .map(row -> row.length() > SHOWN_CHARACTERS ? row.substring(0, SHOWN_CHARACTERS) + "…" : row)
                .toList();
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    static Connection connect(URI url) throws SQLException {
        var user = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), user[0], user[1]);
    }
}
