package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Schemas and tables whose names are those of other schemas' databases in the warehouse, differ by case or by where a point
 * stands, or are too long: each table has a view and storage of its own, which {@code millrace.tables} names.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SchemaNamesIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final String LONG = "é".repeat(31);

    /** By schema, of all but {@code public}. */
    private static final Map<String, List<String>> TABLES = new LinkedHashMap<>(Map.ofEntries(
            Map.entry("raw", List.of("names", "names_two")),
            Map.entry("raw_", List.of("names")),
            Map.entry("history", List.of("names")),
            Map.entry("x", List.of("names", "Names", "NAMES")),
            Map.entry("X", List.of("names")),
            Map.entry("x_raw", List.of("names")),
            Map.entry("x_raw_", List.of("names")),
            Map.entry("x_raw_raw", List.of("names")),
            Map.entry("x_history", List.of("names")),
            Map.entry("INFORMATION_SCHEMA", List.of("names", "tables", "columns")),
            Map.entry("millrace", List.of("tables", "names")),
            Map.entry("system", List.of("tables")),
            Map.entry("default", List.of("names")),
            Map.entry("names", List.of("a.b.c")),
            Map.entry("names.a", List.of("b.c")),
            Map.entry(LONG, List.of("names", LONG, LONG.substring(1) + "è"))));

    /** In {@code public}, where storage has things of its own beside tables. */
    private static final List<String> IN_PUBLIC =
            List.of("names", "names (new key)", "_millrace_source", "names_until_1F");

    private record Name(String schema, String table) {
        String sql() {
            return '"' + schema + "\".\"" + table + '"';
        }

        /** As Millrace names it. */
        String id() {
            return (schema.contains(".") ? '"' + schema + '"' : schema) + "." + table;
        }
    }

    private final List<Name> names = new ArrayList<>();

    @BeforeAll
    void tables() throws Exception {
        TABLES.forEach((schema, tables) -> tables.forEach(table -> names.add(new Name(schema, table))));
        IN_PUBLIC.forEach(table -> names.add(new Name("public", table)));
        for (var schema : TABLES.keySet()) {
            execute("CREATE SCHEMA \"" + schema + '"');
        }
        for (var name : names) {
            // Every other one without a key.
            boolean keyed = names.indexOf(name) % 2 == 0;
            execute(
                    "CREATE TABLE " + name.sql() + " (id int" + (keyed ? " PRIMARY KEY" : "") + ", a text)",
                    "ALTER TABLE " + name.sql() + " REPLICA IDENTITY " + (keyed ? "DEFAULT" : "FULL"),
                    "INSERT INTO " + name.sql() + " SELECT i, '" + name.id() + "' FROM generate_series(1, 3) i");
        }
        STACK.millrace().awaitArrival();
    }

    @Test
    void each_table_has_a_view_and_storage_of_its_own_with_its_rows_and_nothing_else() throws Exception {
        var views = new HashSet<String>();
        var storages = new HashSet<String>();
        for (var name : names) {
            var place = place(name);
            assertThat(views.add(place.get(0))).as(place.toString()).isTrue();
            assertThat(storages.add(place.get(1))).as(place.toString()).isTrue();
            assertThat(STACK.warehouse().rows("SELECT * FROM " + place.get(0) + " ORDER BY id"))
                    .as(name.id())
                    .containsExactly(List.of("1", name.id()), List.of("2", name.id()), List.of("3", name.id()));
        }
        assertThat(place(new Name("public", "names"))).containsExactly("`app`.`names`", "`app_raw`.`names`");
        assertThat(place(new Name("x", "Names"))).containsExactly("`app_x`.`Names`", "`app_x_raw`.`Names`");

        // Changes of each end rows of that one only, and so do loads.
        execute(
                "TRUNCATE " + new Name("raw", "names").sql(),
                "DELETE FROM " + new Name("x_raw", "names").sql() + " WHERE id = 2",
                "UPDATE " + new Name("x", "names").sql() + " SET a = 'changed'",
                "DROP TABLE " + new Name("history", "names").sql(),
                "ALTER TABLE " + new Name("public", "names").sql() + " ADD PRIMARY KEY (id), ADD b int DEFAULT 7");
        for (var name : List.of(new Name("names", "a.b.c"), new Name("x_history", "names"), new Name(LONG, LONG))) {
            var resync = STACK.millrace().run("resync", name.id());
            assertThat(resync.exit()).as(name.id() + resync.err()).isZero();
        }
        STACK.millrace().awaitArrival();
        var arguments = new ArrayList<>(List.of("verify", "--json"));
        names.stream()
                .filter(name -> !name.schema().equals("history"))
                .forEach(name -> arguments.addAll(List.of("--table", name.id())));
        var verify = STACK.millrace().run(arguments.toArray(String[]::new));
        assertThat(verify.exit()).as(verify.out() + verify.err()).isZero();
        assertThat(Http.JSON.readTree(verify.out()).path("tables")).hasSize(names.size() - 1);
        assertThat(
                        STACK.warehouse()
                                .rows(
                                        "SELECT source_table, reason FROM millrace.letters WHERE endsWith(source_table, 'names')"))
                .isEmpty();
        assertThat(STACK.warehouse()
                        .rows("SELECT state FROM millrace.tables FINAL WHERE source_table = 'history.names'"))
                .hasToString("[[dropped]]");
    }

    /** View and storage, quoted. */
    private static List<String> place(Name name) throws Exception {
        var rows = STACK.warehouse()
                .rows("SELECT view_database, name, storage_database, storage_name FROM millrace.tables FINAL"
                        + " WHERE source = 'app' AND state = 'live' AND source_table = '" + name.id() + "'");
        assertThat(rows).as(name.id()).hasSize(1);
        var row = rows.get(0);
        return List.of("`" + row.get(0) + "`.`" + row.get(1) + "`", "`" + row.get(2) + "`.`" + row.get(3) + "`");
    }

    private static void execute(String... statements) throws Exception {
        try (var connection = STACK.connect();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
