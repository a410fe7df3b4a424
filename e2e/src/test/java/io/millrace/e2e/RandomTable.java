package io.millrace.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A table of the randomised test as the catalog has it right now; other clients may change it at the next.
 *
 * @param name its name, quoted
 * @param columns in order
 */
record RandomTable(String name, List<Column> columns) {
    private static final String TABLES =
            "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND starts_with(c.relname, ?)"
                    + " AND c.relnamespace = 'public'::regnamespace ORDER BY 1";
    private static final String COLUMNS = """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, coalesce(a.attnum = ANY (i.indkey), false)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
            WHERE c.relkind IN ('r', 'p') AND c.relname = ? AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum""";

    /** One column; {@code type} as Postgres writes it. */
    record Column(String name, String type, boolean notNull, boolean key) {}

    /** Any of the tables whose names begin with the prefix. */
    static Optional<RandomTable> any(Connection connection, RandomGenerator random, String prefix) throws SQLException {
        var names = names(connection, prefix);
        return names.isEmpty() ? Optional.empty() : read(connection, names.get(random.nextInt(names.size())));
    }

    static List<String> names(Connection connection, String prefix) throws SQLException {
        var names = new ArrayList<String>();
        try (var select = connection.prepareStatement(TABLES)) {
            select.setString(1, prefix);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    private static Optional<RandomTable> read(Connection connection, String name) throws SQLException {
        var columns = new ArrayList<Column>();
        try (var select = connection.prepareStatement(COLUMNS)) {
            select.setString(1, name);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    columns.add(
                            new Column(rows.getString(1), rows.getString(2), rows.getBoolean(3), rows.getBoolean(4)));
                }
            }
        }
        return columns.isEmpty() ? Optional.empty() : Optional.of(new RandomTable(name, columns));
    }

    List<Column> key() {
        return columns.stream().filter(Column::key).toList();
    }

    List<Column> values() {
        return columns.stream().filter(column -> !column.key()).toList();
    }
}
