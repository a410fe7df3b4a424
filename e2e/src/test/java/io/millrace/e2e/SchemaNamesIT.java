package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
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

    /** By schema; in {@code public} storage has things of its own beside tables. */
    private static final Map<String, List<String>> TABLES = new LinkedHashMap<>();

    static {
        TABLES.put("raw", List.of("names", "names_two"));
        TABLES.put("raw_", List.of("names"));
        TABLES.put("history", List.of("names"));
        TABLES.put("x", List.of("names", "Names", "NAMES"));
        TABLES.put("X", List.of("names"));
        TABLES.put("x_raw", List.of("names"));
        TABLES.put("x_raw_", List.of("names"));
        TABLES.put("x_raw_raw", List.of("names"));
        TABLES.put("x_history", List.of("names"));
        TABLES.put("INFORMATION_SCHEMA", List.of("names", "tables", "columns"));
        // Not by the name of the source's user: unqualified names of other tests would mean it.
        TABLES.put("Millrace", List.of("tables", "names"));
        TABLES.put("system", List.of("tables"));
        TABLES.put("default", List.of("names"));
        TABLES.put("names", List.of("a.b.c"));
        TABLES.put("names.a", List.of("b.c"));
        TABLES.put(LONG, List.of("names", LONG, LONG.substring(1) + "è"));
        TABLES.put("public", List.of("names", "names (new key)", "_millrace_source", "names_until_1F"));
    }

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
        for (var schema : TABLES.keySet()) {
            STACK.execute("CREATE SCHEMA IF NOT EXISTS \"" + schema + '"');
        }
        for (var name : names) {
            // Every other one without a key.
            boolean keyed = names.indexOf(name) % 2 == 0;
            STACK.execute(
                    "CREATE TABLE " + name.sql() + " (id int" + (keyed ? " PRIMARY KEY" : "") + ", a text)",
                    "ALTER TABLE " + name.sql() + " REPLICA IDENTITY " + (keyed ? "DEFAULT" : "FULL"),
                    "INSERT INTO " + name.sql() + " SELECT i, '" + name.id() + "' FROM generate_series(1, 3) i");
        }
        STACK.millrace().awaitCaughtUp();
        // Loads of tables that have joined since are waited for by their views.
        Awaitility.await("each table has a view")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> names.forEach(
                        name -> assertThat(registered(name)).as(name.id()).hasSize(1)));
        STACK.millrace().awaitCaughtUp();
    }

    @Test
    void eachTableHasAViewAndStorageOfItsOwnWithItsRowsAndNothingElse() throws Exception {
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
        STACK.execute(
                "TRUNCATE " + new Name("raw", "names").sql(),
                "DELETE FROM " + new Name("x_raw", "names").sql() + " WHERE id = 2",
                "UPDATE " + new Name("x", "names").sql() + " SET a = 'changed'",
                "DROP TABLE " + new Name("history", "names").sql(),
                // Its storage is built with another key, beside that of a table called as what is built.
                "ALTER TABLE " + new Name("public", "names").sql()
                        + " REPLICA IDENTITY FULL, DROP CONSTRAINT IF EXISTS names_pkey, ADD b int DEFAULT 7",
                "ALTER TABLE " + new Name("public", "names").sql() + " ADD CONSTRAINT names_key PRIMARY KEY (id)",
                "UPDATE " + new Name("public", "names").sql() + " SET b = 8 WHERE id = 2");
        for (var name : List.of(new Name("names", "a.b.c"), new Name("x_history", "names"), new Name(LONG, LONG))) {
            var resync = STACK.millrace().run("resync", name.id());
            assertThat(resync.exit()).as(name.id() + resync.err()).isZero();
        }
        STACK.millrace().awaitCaughtUp();
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
                                        "SELECT source_table, reason FROM millrace.dead_letters WHERE endsWith(source_table, 'names')"))
                .isEmpty();
        assertThat(STACK.warehouse()
                        .rows("SELECT state FROM millrace.tables FINAL WHERE source_table = 'history.names'"))
                .hasToString("[[dropped]]");
    }

    /** View and storage, quoted. */
    private static List<String> place(Name name) {
        var rows = registered(name);
        assertThat(rows).as(name.id()).hasSize(1);
        var row = rows.get(0);
        return List.of("`" + row.get(0) + "`.`" + row.get(1) + "`", "`" + row.get(2) + "`.`" + row.get(3) + "`");
    }

    private static List<List<@Nullable String>> registered(Name name) {
        try {
            return STACK.warehouse()
                    .rows("SELECT view_database, name, storage_database, storage_name FROM millrace.tables FINAL"
                            + " WHERE source = 'app' AND state = 'live' AND source_table = '" + name.id() + "'");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
