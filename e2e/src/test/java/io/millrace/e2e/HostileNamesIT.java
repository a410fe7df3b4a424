package io.millrace.e2e;

import static io.millrace.e2e.HostileNames.SCHEMA;
import static io.millrace.e2e.HostileNames.backticked;
import static io.millrace.e2e.HostileNames.literal;
import static io.millrace.e2e.HostileNames.other;
import static io.millrace.e2e.HostileNames.quoted;
import static io.millrace.e2e.HostileNames.table;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Names and keys that are statements, quotes, patterns and placeholders for some system: schema, tables, columns,
 * constraints, defaults, labels of an enum and values of keys, on every way that puts them into SQL. They are names and
 * values and nothing else, everywhere.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(2)
final class HostileNamesIT {
    @RegisterExtension
    static final SharedStack STACK = SharedStack.apart(HostileNames.SETTINGS);

    private static final List<String> NAMES = HostileNames.ALL;
    /** What takes seconds for each table is done to some of them; {@code -Dmillrace.proofs=true}: to all. */
    private static final List<String> SOME = IntStream.range(0, NAMES.size())
            .filter(i -> Boolean.getBoolean("millrace.proofs") || i % 9 == 0)
            .mapToObj(NAMES::get)
            .toList();

    private static final String DATABASE = SharedStack.DATABASE + "_" + SCHEMA;

    /** Names that mean something in ClickHouse or in Millrace's own queries of it. */
    private static final String MEANING = "hostile_meaning";

    private static final String WITHOUT_KEY = "hostile_without_key";
    private static final String ALL_COLUMNS = "hostile_columns";

    /** Rows of each table of the schema: one for each name as key, but for those that were deleted. */
    private static final int ROWS = NAMES.size() - 1;

    @BeforeAll
    static void tablesByAllNames() throws Exception {
        execute("CREATE TABLE hostile_canary (id int PRIMARY KEY)", "INSERT INTO hostile_canary VALUES (1)");
        execute("CREATE SCHEMA " + quoted(SCHEMA));
        execute("CREATE TYPE " + table("mood") + " AS ENUM ("
                + NAMES.stream().map(HostileNames::literal).collect(Collectors.joining(", ")) + ")");
        for (var name : NAMES) {
            execute(
                    "CREATE TABLE " + table(name) + " (" + quoted(name) + " text CONSTRAINT " + quoted(other(name, "k"))
                            + " PRIMARY KEY, " + quoted(other(name, "v")) + " " + table("mood") + ", "
                            + quoted(other(name, "n")) + " numeric(10, 2) DEFAULT 1.5 CONSTRAINT "
                            + quoted(other(name, "c")) + " CHECK (" + quoted(other(name, "n")) + " > 0), big text)",
                    "ALTER TABLE " + table(name) + " ALTER big SET STORAGE EXTERNAL");
            insertAll(name);
        }
        // Some tables are there before a row is read, others come by their rows.
        STACK.millrace().awaitCaughtUp();
        var columns = HostileNames.columns();
        execute("CREATE TABLE " + ALL_COLUMNS + " (id int, "
                + columns.stream().map(name -> quoted(name) + " text, ").collect(Collectors.joining())
                + "PRIMARY KEY (id, " + quoted(columns.get(0)) + ", " + quoted(columns.get(6)) + "))");
        execute("INSERT INTO " + ALL_COLUMNS + " SELECT i" + ", 'x' || i".repeat(columns.size())
                + " FROM generate_series(1, 3) i");
        meaning();
        withoutKey();
        for (var name : HostileNames.LEFT_OUT) {
            execute(
                    "CREATE TABLE " + quoted(name) + " (id int PRIMARY KEY)",
                    "INSERT INTO " + quoted(name) + " VALUES (1)");
        }
        for (var name : HostileNames.NOT_LEFT_OUT) {
            execute(
                    "CREATE TABLE " + quoted(name) + " (id int PRIMARY KEY)",
                    "INSERT INTO " + quoted(name) + " VALUES (1)");
        }
        for (var name : HostileNames.QUOTED_ALREADY) {
            execute(
                    "CREATE TABLE " + quoted(name) + " (id int PRIMARY KEY)",
                    "INSERT INTO " + quoted(name) + " VALUES (7)");
        }
    }

    private static void insertAll(String name) throws Exception {
        var rows = new ArrayList<String>();
        for (var key : NAMES) {
            rows.add("(" + literal(key) + ", " + literal(key) + ", " + rows.size() + ".25 + 1, repeat(" + literal(key)
                    + ", 3000))");
        }
        execute("INSERT INTO " + table(name) + " VALUES " + String.join(", ", rows));
    }

    /** Arrays and maps by one name before a point are one to ClickHouse; some names are its own, others those of aliases. */
    private static void meaning() throws Exception {
        execute(
                "CREATE TABLE " + MEANING + " (n int PRIMARY KEY, version int, versions int, op text, deleted boolean,"
                        + " s jsonb, r jsonb, copies int, copy int, c1 int, \"t.a\" int[], \"t.b\" int[], \"t_a\" text,"
                        + " x int, \"x.null\" text, arr int[], \"arr.size0\" bigint, j jsonb, \"j.a\" text,"
                        + " _version int, _deleted boolean, _op text, _rescued jsonb, _landed_at int, _row_exists int,"
                        + " _block_number int, _part text, _partition_id text, _table text, _rows int, _sum int, _hash int,"
                        + " _copies int, _rescued_rows int, table_name text, \"FINAL\" int, \"count()\" int, \"1\" int)",
                "INSERT INTO " + MEANING
                        + " (n, s, r, \"t.a\", \"t.b\", t_a, \"x.null\", arr, \"arr.size0\", j, \"j.a\","
                        + " _version, _deleted, _op, _row_exists, _part, _hash)"
                        + " SELECT i, '{\"n\": -1, \"_version\": -5, \"id\": 2}', '{\"c1\": 3}', ARRAY[i], ARRAY[i, i, NULL],"
                        + " 'words', 'text', ARRAY[i], 77, '{\"a\": 5}', 'own', i, true, 'x', 0, 'all', i"
                        + " FROM generate_series(1, 5) i");
    }

    private static void withoutKey() throws Exception {
        execute(
                "CREATE TABLE " + WITHOUT_KEY
                        + " (s jsonb, r jsonb, copies jsonb, copy int, c1 jsonb, c2 int, _sign int,"
                        + " _lsn int, _copies int, \"" + "`\\" + "\" text)",
                "ALTER TABLE " + WITHOUT_KEY + " REPLICA IDENTITY FULL",
                "INSERT INTO " + WITHOUT_KEY
                        + " SELECT '{\"c1\": 1, \"_sign\": -1, \"_lsn\": 0}', '{\"c1\": 9, \"copies\": 0}', '{\"a\": 1}', i % 2,"
                        + " '{\"a\": 2}', 3, -1, 5, 6, '`' FROM generate_series(1, 6) i");
    }

    @Test
    @Order(1)
    void rowsAndColumnsByAnyNameArrive() throws Exception {
        STACK.millrace().awaitCaughtUp();
        for (var name : NAMES) {
            var v = quoted(other(name, "v"));
            execute("UPDATE " + table(name) + " SET " + v + " = 'select'");
            if (NAMES.indexOf(name) < 3) {
                // Their large values are looked up at the source, by their keys.
                execute("UPDATE " + table(name) + " SET " + quoted(name) + " = " + quoted(name) + " || '''\\'");
            }
            execute(
                    "DELETE FROM " + table(name) + " WHERE " + quoted(name) + " LIKE 'select%'",
                    "ALTER TABLE " + table(name) + " ADD " + quoted(other(name, "w")) + " text DEFAULT "
                            + literal(name),
                    "ALTER TABLE " + table(name) + " RENAME " + v + " TO " + quoted(other(name, "`\\'")));
        }
        execute(
                "UPDATE " + MEANING + " SET version = 5, \"t.a\" = \"t.b\" WHERE n = 2",
                "ALTER TABLE " + MEANING + " RENAME x TO y",
                "DELETE FROM " + MEANING + " WHERE n = 3",
                "UPDATE " + WITHOUT_KEY + " SET copy = 7 WHERE ctid = (SELECT min(ctid) FROM " + WITHOUT_KEY + ")",
                "ALTER TABLE " + WITHOUT_KEY + " RENAME c2 TO \"c`2\"",
                "UPDATE " + ALL_COLUMNS + " SET " + quoted("select") + " = 'y' WHERE id = 2",
                "DELETE FROM " + ALL_COLUMNS + " WHERE id = 3");
        STACK.millrace().awaitCaughtUp();
        assertAllEqual();
        assertThat(
                        STACK.warehouse()
                                .query(
                                        "SELECT DISTINCT type FROM system.columns WHERE startsWith(database, 'app_hostile') AND"
                                                + " NOT endsWith(database, '_raw') AND NOT endsWith(database, '_history') AND type LIKE '%Decimal%'"))
                .containsExactly("Nullable(Decimal(10, 2))");
    }

    @Test
    @Order(2)
    void whatDiffersIsFoundByKeysByAnyNameAndFixed() throws Exception {
        for (var name : SOME) {
            var begins = " WHERE startsWith(" + backticked(HostileNames.inStorage(name)) + ", ";
            warehouse("ALTER TABLE " + storage(name) + " DELETE" + begins + "'*')");
            warehouse("ALTER TABLE " + storage(name) + " UPDATE big = 'by hand'" + begins + "'$')");
        }
        warehouse("ALTER TABLE app_raw." + MEANING + " DELETE WHERE n = 1");
        warehouse("INSERT INTO app_raw." + MEANING
                + " (n, _version) VALUES (2, toUInt128('340282366920938463463374607431768211455'))");
        assertThat(differences(1)).containsOnly(2).hasSize(SOME.size() + 1);
        assertThat(differences(0, "--repair")).containsOnly(2).hasSize(SOME.size() + 1);
        assertThat(differences(0)).isEmpty();
        assertAllEqual();
    }

    /** How many rows differ in each table that is not equal. */
    private static List<Integer> differences(int exit, String... options) throws Exception {
        var arguments = new ArrayList<>(List.of("verify", "--json"));
        SOME.forEach(name -> arguments.addAll(List.of("--table", SCHEMA + "." + name)));
        arguments.addAll(List.of("--table", MEANING, "--table", WITHOUT_KEY, "--table", ALL_COLUMNS));
        arguments.addAll(List.of(options));
        var result = STACK.millrace().run(arguments.toArray(String[]::new));
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        var counts = new ArrayList<Integer>();
        for (var outcome : Http.JSON.readTree(result.out()).path("tables")) {
            assertThat(outcome.path("reason").asText()).as(outcome.toString()).isEmpty();
            counts.add(outcome.path("different").size());
        }
        counts.removeIf(count -> count == 0);
        return counts;
    }

    @Test
    @Order(3)
    void tablesByAnyNameAreLoadedAgain() throws Exception {
        var tables = new ArrayList<>(List.of(MEANING, WITHOUT_KEY, ALL_COLUMNS, "hostile_out"));
        SOME.forEach(name -> tables.add(HostileNames.id(name)));
        for (var name : tables) {
            var resync = STACK.millrace().run("resync", name);
            assertThat(resync.exit()).as(name + ": " + resync.err()).isZero();
        }
        var where = STACK.millrace()
                .run(
                        "resync",
                        SCHEMA + "." + NAMES.get(0),
                        "--where",
                        quoted(NAMES.get(0)) + " = " + literal("a.b.c'\\"));
        assertThat(where.exit()).as(where.err()).isZero();
        assertAllEqual();
    }

    @Test
    @Order(4)
    void truncatesEndTheRowsOfTheirTableOnly() throws Exception {
        var name = NAMES.get(1);
        execute("TRUNCATE " + table(name), "TRUNCATE " + table("Orders"));
        STACK.millrace().awaitCaughtUp();
        assertThat(STACK.contents().assertEqual(DATABASE, SCHEMA, name)).isZero();
        assertThat(STACK.contents().assertEqual(DATABASE, SCHEMA, "Orders")).isZero();
        assertThat(STACK.contents().assertEqual(DATABASE, SCHEMA, "orders")).isEqualTo(ROWS);
        for (var emptied : List.of(name, "Orders")) {
            execute("INSERT INTO " + table(emptied) + " (" + quoted(emptied)
                    + ", big) SELECT i, 'again' FROM generate_series(1, " + ROWS + ") i");
        }
        STACK.millrace().awaitCaughtUp();
        assertAllEqual();
        for (var each : NAMES) {
            // The loads, the updates, the deletes: as many versions at the least as there were rows.
            var versions =
                    warehouse("SELECT count() FROM " + backticked(DATABASE + "_history") + "." + backticked(each));
            assertThat(Long.parseLong(versions.strip())).as(each).isGreaterThan(2L * ROWS);
        }
    }

    @Test
    @Order(5)
    void deadLettersOfTablesByAnyNameAreFoundAndReplayed() throws Exception {
        var stream = new ChangeStream(STACK.millrace().url("kafka"), "millrace." + SharedStack.DATABASE + ".changes");
        for (var name : List.of(NAMES.get(0), NAMES.get(1), NAMES.get(4), NAMES.get(6), NAMES.get(13))) {
            var text = Http.JSON.writeValueAsString(name);
            var raw = stream.firstWith("\"table\":" + text);
            stream.produce(List.of(raw.with(raw.text().replaceFirst("\"op\":\"[a-z]\"", "\"op\":\"?\""))));
            var id = HostileNames.id(name);
            await(id)
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(deadLetters(id)).hasSize(1));
            assertThat(groups()).as("groups of the API").contains(id);
            assertThat(ops("/api/dead-letters?table=" + URLEncoder.encode(id, UTF_8))
                            .findValuesAsText("table"))
                    .containsOnly(id);
            var op = Http.JSON.readTree(raw.text()).at("/payload/op").toString();
            var replay = STACK.millrace()
                    .run(
                            "dead-letters",
                            "replay",
                            "--code",
                            "UNKNOWN_OPERATION",
                            "--table",
                            id,
                            "--set",
                            "/op=" + op,
                            "--note",
                            name,
                            "--json");
            assertThat(replay.exit()).as(replay.out() + replay.err()).isZero();
            assertThat(Http.JSON.readTree(replay.out()).path("landed").asInt())
                    .as(replay.out())
                    .isEqualTo(1);
        }
        assertAllEqual();
    }

    @Test
    @Order(6)
    void consoleApiAndCommandsShowThemAsTheyAre() throws Exception {
        var shown = new ArrayList<String>();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            shown.clear();
            ops("/api/tables").forEach(table -> shown.add(table.path("table").asText()));
            assertThat(shown).containsAll(NAMES.stream().map(HostileNames::id).toList());
        });
        assertThat(ops("/api/schema-changes").toString()).contains("hostile");
        assertThat(new Http(STACK.millrace().url("ops"))
                        .send("GET", "/metrics", "")
                        .statusCode())
                .isEqualTo(200);
        var journey = ops("/api/journeys/" + encoded("public." + MEANING) + "/2");
        assertThat(journey.path("found").asBoolean()).as(journey.toString()).isTrue();
        for (var name : NAMES.subList(0, 5)) {
            var sql =
                    STACK.millrace().run("sql", "SELECT count() FROM " + backticked(DATABASE) + "." + backticked(name));
            assertThat(sql.exit()).as(name + sql.err()).isZero();
            assertThat(sql.out()).as(name).contains("" + ROWS);
        }
        var doctor = STACK.millrace().doctor();
        for (var name : HostileNames.QUOTED_ALREADY) {
            assertThat(doctor.out()).contains("ALTER TABLE " + quoted("public") + "." + quoted(name) + " RENAME TO ");
            var refused = STACK.millrace().run("resync", "public." + name);
            assertThat(refused.exit()).as(name).isEqualTo(1);
            assertThat(refused.err()).as(name).contains("double quote");
        }
    }

    @Test
    @Order(7)
    void nothingElseWasTouched() throws Exception {
        assertThat(STACK.contents().assertEqual("app", "public", "hostile_canary"))
                .isEqualTo(1);
        for (var name : HostileNames.NOT_LEFT_OUT) {
            assertThat(STACK.contents().assertEqual("app", "public", name))
                    .as(name)
                    .isEqualTo(1);
        }
        assertThat(
                        STACK.warehouse()
                                .rows(
                                        "SELECT name FROM system.tables WHERE database = 'app' AND name IN ('Hostile_out', 'hostile,out|[a-z]+()')"))
                .isEmpty();
        assertThat(STACK.warehouse()
                        .rows("SELECT name FROM system.tables WHERE database = 'app' AND position(name, '\"') > 0"))
                .isEmpty();
        execute("ALTER TABLE " + quoted(HostileNames.QUOTED_ALREADY.get(0)) + " RENAME TO hostile_renamed");
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(STACK.contents().assertEqual("app", "public", "hostile_renamed"))
                        .isEqualTo(1));
        assertThat(
                        STACK.warehouse()
                                .query(
                                        "SELECT count() FROM millrace.dead_letters WHERE status = 'open' AND code = 'UNKNOWN_OPERATION' AND source_table LIKE '%hostile%'"))
                .containsExactly("0");
    }

    private static void assertAllEqual() throws Exception {
        var contents = STACK.contents();
        for (var name : NAMES) {
            assertThat(contents.assertEqual(DATABASE, SCHEMA, name)).as(name).isEqualTo(ROWS);
        }
        assertThat(contents.assertEqual("app", "public", MEANING)).isEqualTo(4);
        assertThat(contents.assertEqual("app", "public", WITHOUT_KEY)).isEqualTo(6);
        assertThat(contents.assertEqual("app", "public", ALL_COLUMNS)).isEqualTo(2);
        assertThat(contents.assertEqual("app", "public", "hostile_canary")).isEqualTo(1);
    }

    private static List<String> deadLetters(String table) throws Exception {
        return STACK.warehouse()
                .query(
                        "SELECT toString(offset) FROM millrace.dead_letters WHERE status = 'open' AND code = 'UNKNOWN_OPERATION' AND source_table = "
                                + clickHouse(table));
    }

    private static List<String> groups() throws Exception {
        return ops("/api/dead-letters/groups").findValuesAsText("table");
    }

    private static JsonNode ops(String path) throws Exception {
        return new Http(STACK.millrace().url("ops")).json("GET", path, "");
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, UTF_8).replace("+", "%20");
    }

    private static String storage(String name) {
        return backticked(DATABASE + "_raw") + "." + backticked(name);
    }

    private static String clickHouse(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String warehouse(String sql) throws Exception {
        var answer = STACK.warehouse().send("POST", "/?mutations_sync=1", sql);
        assertThat(answer.statusCode()).as(sql + answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static void execute(String... statements) throws Exception {
        try (var connection = STACK.connect();
                var statement = connection.createStatement()) {
            // The driver would look for placeholders.
            statement.setEscapeProcessing(false);
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
