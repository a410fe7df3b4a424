package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Compares tables of the source and the warehouse by content: every row as text. */
final class Contents {
    private final URI source;
    private final Http warehouse;

    Contents(URI source, URI warehouse) {
        this.source = source;
        this.warehouse = new Http(warehouse);
    }

    private record Column(String name, String type, int scale) {}

    /** Fails with the first rows that differ. Returns how many rows were equal. */
    long assertEqual(String database, String schema, String table)
            throws SQLException, IOException, InterruptedException {
        try (var connection = connect(source)) {
            var columns = columns(connection, schema, table);
            var expected = rows(
                    connection,
                    "SELECT " + each(columns, Contents::postgresText) + " FROM \"" + schema + "\".\"" + table + "\"",
                    columns.size());
            var actual = new ArrayList<>(warehouse.query(
                    "SELECT " + each(columns, Contents::clickHouseText) + " FROM `" + database + "`.`" + table + "`"));
            // Both as multisets of text: the two systems order text differently.
            var missing = without(expected, actual);
            var surplus = without(actual, expected);
            assertThat(missing.size() + surplus.size())
                    .as(
                            "%s: %d rows in the source, %d in the warehouse; missing %s, surplus %s",
                            table, expected.size(), actual.size(), first(missing), first(surplus))
                    .isZero();
            return expected.size();
        }
    }

    private static List<String> without(List<String> rows, List<String> others) {
        var counts = new java.util.HashMap<String, Integer>();
        others.forEach(row -> counts.merge(row, 1, Integer::sum));
        return rows.stream()
                .filter(row -> counts.merge(row, -1, Integer::sum) < 0)
                .toList();
    }

    private static List<String> first(List<String> rows) {
        return rows.subList(0, Math.min(rows.size(), 5));
    }

    static Connection connect(URI url) throws SQLException {
        var user = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), user[0], user[1]);
    }

    private static List<Column> columns(Connection connection, String schema, String table) throws SQLException {
        var columns = new ArrayList<Column>();
        try (var select = connection.prepareStatement(
                "SELECT column_name, data_type, numeric_scale FROM information_schema.columns"
                        + " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position")) {
            select.setString(1, schema);
            select.setString(2, table);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    columns.add(new Column(rows.getString(1), rows.getString(2), rows.getInt(3)));
                }
            }
        }
        assertThat(columns).as(table).isNotEmpty();
        return columns;
    }

    private static String each(List<Column> columns, java.util.function.Function<Column, String> text) {
        return columns.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String postgresText(Column column) {
        var name = "\"" + column.name() + "\"";
        return switch (column.type()) {
            case "timestamp with time zone" -> "to_char(" + name + " AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')";
            default -> name + "::text";
        };
    }

    private static String clickHouseText(Column column) {
        // toString drops the zeros at a decimal's end.
        var text = column.type().equals("numeric")
                ? "toDecimalString(`" + column.name() + "`, " + column.scale() + ")"
                : "toString(`" + column.name() + "`)";
        return "ifNull(" + text + ", '\\\\N')";
    }

    private static List<String> rows(Connection connection, String sql, int width) throws SQLException {
        var lines = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                var cells = new ArrayList<String>();
                for (int i = 1; i <= width; i++) {
                    var text = rows.getString(i);
                    cells.add(text == null ? "\\\\N" : escaped(text));
                }
                lines.add(String.join("\t", cells));
            }
        }
        return lines;
    }

    /** As ClickHouse's TabSeparated escapes. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("'", "\\'");
    }
}
