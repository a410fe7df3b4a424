package io.millrace.e2e;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whole sets of tables, compared: no table missing in the warehouse, none there that the source has not, all rows equal. */
final class CapturedTables {
    /** A table without columns has no view. */
    private static final String TABLES = """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
              AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
              AND (n.nspname = 'public' AND starts_with(c.relname, ?) OR starts_with(n.nspname, ?)) ORDER BY 1, 2""";

    private final SharedStack stack;
    private final Contents contents;
    private volatile Set<Name> views = Set.of();

    private record Name(String schema, String table) implements Comparable<Name> {
        String database() {
            return schema.equals("public") ? SharedStack.DATABASE : SharedStack.DATABASE + "_" + schema;
        }

        @Override
        public int compareTo(Name other) {
            return (schema + "." + table).compareTo(other.schema + "." + other.table);
        }
    }

    CapturedTables(SharedStack stack) throws IOException, InterruptedException {
        this.stack = stack;
        this.contents = stack.contents();
    }

    /** Reads which views the warehouse has. */
    void look() throws IOException, InterruptedException {
        var found = new TreeSet<Name>();
        for (var row : stack.warehouse()
                .rows(
                        "SELECT database, name FROM system.tables WHERE engine = 'View' AND name != '_millrace_source' AND startsWith(database, '"
                                + SharedStack.DATABASE + "')")) {
            var database = String.valueOf(row.get(0));
            var schema = database.equals(SharedStack.DATABASE)
                    ? "public"
                    : database.substring(SharedStack.DATABASE.length() + 1);
            found.add(new Name(schema, String.valueOf(row.get(1))));
        }
        views = found;
    }

    /**
     * What is not equal among the tables whose name, or whose schema's name, begins with the prefix.
     *
     * @param kept dropped tables, whose views may stay
     */
    Optional<String> difference(String prefix, List<String> kept, Connection connection) throws SQLException {
        var differences = new ArrayList<String>();
        var expected = tables(prefix, connection);
        for (var table : expected) {
            try {
                contents.assertEqual(table.database(), table.schema(), table.table());
            } catch (AssertionError | SQLException | IOException e) {
                differences.add(
                        String.valueOf(e.getMessage()).strip().lines().limit(3).toList() + "");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        for (var view : views) {
            var ours = view.schema().equals("public") ? view.table() : view.schema();
            if (ours.startsWith(prefix) && !expected.contains(view) && !kept.contains(view.table())) {
                differences.add(
                        "the warehouse shows " + view.schema() + "." + view.table() + ", which the source has not");
            }
        }
        return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", differences));
    }

    private static Set<Name> tables(String prefix, Connection connection) throws SQLException {
        var tables = new TreeSet<Name>();
        try (var select = connection.prepareStatement(TABLES)) {
            select.setString(1, prefix);
            select.setString(2, prefix);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    tables.add(new Name(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return tables;
    }
}
