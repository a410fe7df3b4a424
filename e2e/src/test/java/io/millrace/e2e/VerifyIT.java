package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code ./millrace verify} finds manual changes of storage, all of them and nothing else, and repairs them. */
final class VerifyIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final List<String> TABLES = List.of("verify_many", "verify_rich", "verify_texts", "verify_log");

    @Test
    void twentyDifferencesOfFourKindsAreFoundExactlyAndFixed() throws Exception {
        STACK.execute(resource("verify.sql"));
        STACK.millrace().awaitCaughtUp();
        assertThat(differences(verify(0))).as("before anything was done").isEmpty();

        plant();
        var found = differences(verify(1));
        assertThat(found).isEqualTo(planted());

        var repaired = verify(0, "--repair");
        assertThat(repaired.path("equal").asBoolean()).isTrue();
        assertThat(differences(repaired)).isEqualTo(planted());
        assertThat(differences(verify(0))).as("after the repair").isEmpty();

        var entries = STACK.warehouse()
                .query(
                        "SELECT different, repaired, equal, lsn > 0, asked_by FROM millrace.verifications"
                                + " WHERE source_table = 'public.verify_many' AND asked_by = 'command' ORDER BY at DESC LIMIT 4");
        assertThat(entries)
                .containsExactly(
                        "0\t0\ttrue\t1\tcommand",
                        "12\t12\ttrue\t1\tcommand",
                        "12\t0\tfalse\t1\tcommand",
                        "0\t0\ttrue\t1\tcommand");

        // And it can be changed on as if nothing had happened.
        STACK.execute(
                "UPDATE verify_many SET words = 'later' WHERE id IN (12, 777); INSERT INTO verify_many (id) VALUES (90002)");
        STACK.millrace().awaitCaughtUp();
        assertThat(differences(verify(0))).as("after more changes").isEmpty();

        whileChangesFlow();
    }

    /** One that cannot be compared keeps no other from its verdict, and NULLs under a constraint that is not valid are equal. */
    @Test
    void eachTableGetsItsOwnVerdict() throws Exception {
        STACK.execute("CREATE TABLE verdict_equal (id int PRIMARY KEY, v text);"
                + "INSERT INTO verdict_equal VALUES (1, 'a');"
                + "CREATE TABLE verdict_different (id int PRIMARY KEY, v text);"
                + "INSERT INTO verdict_different VALUES (1, 'a'), (2, 'b');"
                + "CREATE TABLE verdict_odd (id int PRIMARY KEY, v text);"
                + "INSERT INTO verdict_odd VALUES (1, 'a');"
                + "CREATE TABLE verdict_nulls (id int PRIMARY KEY, v int, j jsonb, a int[]);"
                + "INSERT INTO verdict_nulls VALUES (1, NULL, NULL, NULL), (2, 2, '{}', '{2}')");
        if (STACK.version() >= 18) {
            STACK.execute("ALTER TABLE verdict_nulls ADD CONSTRAINT v_there NOT NULL v NOT VALID,"
                    + " ADD CONSTRAINT j_there NOT NULL j NOT VALID, ADD CONSTRAINT a_there NOT NULL a NOT VALID");
        }
        STACK.millrace().awaitCaughtUp();
        STACK.alter("ALTER TABLE app_raw.verdict_different DELETE WHERE id = 2");
        STACK.alter("ALTER TABLE app_raw.verdict_odd ADD COLUMN by_hand IPv4");

        var result = STACK.millrace()
                .run(
                        "verify",
                        "--json",
                        "--table",
                        "verdict_odd",
                        "--table",
                        "verdict_equal",
                        "--table",
                        "verdict_none",
                        "--table",
                        "verdict_nulls",
                        "--table",
                        "verdict_different");
        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        var verdicts = new TreeMap<String, String>();
        for (var table : Http.JSON.readTree(result.out()).path("tables")) {
            verdicts.put(table.path("table").asText(), table.path("verdict").asText() + " " + table.path("different"));
            assertThat(table.path("reason").asText().isEmpty())
                    .as(table.toString())
                    .isEqualTo(!table.path("verdict").asText().equals("not-comparable"));
        }
        assertThat(verdicts)
                .isEqualTo(new TreeMap<>(Map.of(
                        "public.verdict_different", "different [2]",
                        "public.verdict_equal", "equal []",
                        "public.verdict_none", "not-comparable []",
                        "public.verdict_nulls", "equal []",
                        "public.verdict_odd", "not-comparable []")));
        STACK.execute("DROP TABLE verdict_equal, verdict_different, verdict_odd, verdict_nulls");
    }

    /** They are compared together; neither one that differs nor one that is locked affects the others. */
    @Test
    void amongManySmallTablesEachGetsItsOwnVerdict() throws Exception {
        var names = IntStream.range(0, 60).mapToObj(i -> "small_" + i).toList();
        for (var name : names) {
            STACK.execute("CREATE TABLE " + name + " (id int PRIMARY KEY, v text, at timestamptz DEFAULT now());"
                    + "INSERT INTO " + name + " SELECT g, 'v' || g FROM generate_series(1, 100) g");
        }
        // Larger than what is compared together, and with columns that are compared row by row.
        STACK.execute("INSERT INTO small_3 SELECT g, 'more' FROM generate_series(101, 3000) g");
        STACK.execute("ALTER TABLE small_4 ADD a int[]; UPDATE small_4 SET a = ARRAY[id]");
        STACK.millrace().awaitCaughtUp();
        STACK.alter("ALTER TABLE app_raw.small_7 DELETE WHERE id = 2");

        JsonNode report;
        try (var other = STACK.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE small_9 IN ACCESS EXCLUSIVE MODE");
            report = verify(1, names);
            other.rollback();
        }
        var verdicts = new TreeMap<String, String>();
        for (var table : report.path("tables")) {
            var name = table.path("table").asText().replaceFirst("public\\.", "");
            verdicts.put(name, table.path("verdict").asText());
            if (table.path("equal").asBoolean()) {
                assertThat(table.path("sourceRows").asInt())
                        .as(name)
                        .isEqualTo(name.equals("small_3") ? 3000 : 100)
                        .isEqualTo(table.path("warehouseRows").asInt());
                assertThat(table.path("seconds").asDouble()).as(name).isPositive();
            }
        }
        var expected = new TreeMap<String, String>();
        names.forEach(name -> expected.put(name, "equal"));
        expected.put("small_7", "different");
        expected.put("small_9", "undecided");
        assertThat(verdicts).isEqualTo(expected);
        assertThat(verify(1, names).path("tables").findValuesAsText("verdict"))
                .containsOnly("equal", "different")
                .containsOnlyOnce("different");
        STACK.execute("DROP TABLE " + String.join(", ", names));
    }

    /** As after a week without a load: brokers forget then how far the requests for loads were taken care of. */
    @Test
    void aForgottenPositionOfTheRequestsForLoadsHoldsUpNothing() throws Exception {
        STACK.execute("CREATE TABLE verify_quiet (id int PRIMARY KEY); INSERT INTO verify_quiet VALUES (1)");
        STACK.millrace().awaitCaughtUp();
        var first = STACK.millrace().run("verify", "--table", "verify_quiet");
        assertThat(first.exit()).as(first.out() + first.err()).isZero();

        var requests = "millrace.app.signals";
        try (var admin = STACK.millrace().admin()) {
            admin.deleteConsumerGroupOffsets(requests, Set.of(new TopicPartition(requests, 0)))
                    .all()
                    .get();
            assertThat(admin.listConsumerGroupOffsets(requests)
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .isEmpty();
        }
        var again = STACK.millrace().run("verify", "--table", "verify_quiet", "--timeout", "30s");
        assertThat(again.exit()).as(again.out() + again.err()).isZero();
        STACK.millrace().awaitCaughtUp();
    }

    /** What a change of a composite type that nobody noticed would leave, in columns, arrays and tables without a key. */
    @Test
    void rowsWithTheFormerAttributesOfACompositeTypeAreFoundAndFixed() throws Exception {
        STACK.execute("CREATE TYPE verify_addr AS (street text, number int);"
                + "CREATE TABLE verify_homes (id int PRIMARY KEY, home verify_addr, past verify_addr[]);"
                + "INSERT INTO verify_homes VALUES (1, '(a,1)', NULL), (2, NULL, '{\"(b,2)\"}'), (3, '(c,3)', '{}'),"
                + " (4, '(d,4)', NULL), (5, NULL, NULL);"
                + "CREATE TABLE verify_moves (n int, home verify_addr);"
                + "ALTER TABLE verify_moves REPLICA IDENTITY FULL;"
                + "INSERT INTO verify_moves VALUES (1, '(a,1)'), (1, '(a,1)'), (2, '(b,2)')");
        STACK.millrace().awaitCaughtUp();
        STACK.execute("ALTER TYPE verify_addr ADD ATTRIBUTE zip text");
        var shown = "SELECT toString(home) LIKE '%zip%' FROM app.";
        await("the loads")
                .atMost(Duration.ofSeconds(60))
                .until(() -> STACK.warehouse()
                                .query(shown + "verify_homes WHERE id = 1")
                                .equals(List.of("1"))
                        && STACK.warehouse()
                                .query(shown + "verify_moves WHERE n = 2")
                                .equals(List.of("1")));
        STACK.millrace().awaitCaughtUp();
        var tables = List.of("verify_homes", "verify_moves");
        assertThat(verify(0, tables).path("equal").asBoolean()).isTrue();

        STACK.alter("ALTER TABLE app_raw.verify_homes UPDATE home = '{\"street\":\"a\",\"number\":1}' WHERE id = 1");
        STACK.alter("ALTER TABLE app_raw.verify_homes UPDATE past = ['{\"street\":\"b\",\"number\":2}'] WHERE id = 2");
        STACK.alter("ALTER TABLE app_raw.verify_homes DELETE WHERE id = 3");
        STACK.alter("ALTER TABLE app_raw.verify_homes UPDATE home = NULL WHERE id = 4");
        STACK.alter("ALTER TABLE app_raw.verify_moves UPDATE home = '{\"street\":\"b\",\"number\":2}' WHERE n = 2");
        var found = verify(1, tables).path("tables");
        var kinds = new TreeMap<Integer, String>();
        found.get(0)
                .path("differences")
                .forEach(difference -> kinds.put(
                        difference.path("key").asInt(), difference.path("kind").asText()));
        assertThat(kinds)
                .isEqualTo(new TreeMap<>(Map.of(1, "differs", 2, "differs", 3, "missing-in-warehouse", 4, "differs")));
        assertThat(found.get(1).path("differences").findValuesAsText("kind"))
                .containsExactlyInAnyOrder("missing-in-warehouse", "not-in-source");

        assertThat(verify(0, tables, "--repair").path("equal").asBoolean()).isTrue();
        for (var table : tables) {
            STACK.contents().assertEqual(SharedStack.DATABASE, "public", table);
        }
        STACK.execute("DROP TABLE verify_homes, verify_moves; DROP TYPE verify_addr");
    }

    /** Rows that are changed, inserted and deleted all the time are no differences. */
    private static void whileChangesFlow() throws Exception {
        var stop = new AtomicBoolean();
        var load = CompletableFuture.runAsync(() -> change(stop));
        try {
            assertThat(differences(verify(0))).as("while changes flow").isEmpty();
        } finally {
            stop.set(true);
            load.join();
        }
    }

    private static void change(AtomicBoolean stop) {
        try (var connection = STACK.connect();
                var statement = connection.createStatement()) {
            for (int i = 0; !stop.get(); i++) {
                statement.execute("UPDATE verify_many SET whole = whole + 1 WHERE id = 1 + " + (i * 37 % 3000));
                statement.execute("UPDATE verify_many SET whole = whole + 1 WHERE id = 5");
                statement.execute("UPDATE verify_texts SET v = v + 1 WHERE (hashtext(name) & 127) = " + i % 128);
                statement.execute("INSERT INTO verify_rich (k, u) VALUES (-1 - " + i + ", gen_random_uuid())");
                statement.execute("DELETE FROM verify_rich WHERE k = 10 - " + i);
                // As much as a pipeline on a busy machine of two cores surely follows.
                statement.execute("SELECT pg_sleep(0.1)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void plant() throws Exception {
        // Stale rows. The new versions go before the old ones come: a merge that sees both keeps the new ones only.
        STACK.execute("UPDATE verify_many SET few = 'new' WHERE id BETWEEN 41 AND 43");
        STACK.millrace().awaitCaughtUp();
        STACK.alter("ALTER TABLE app_raw.verify_many DELETE WHERE id BETWEEN 41 AND 43 OR id IN (5, 3000)");
        STACK.alter(
                "INSERT INTO app_raw.verify_many (id, whole, few, _version) VALUES (41, 1, 'old', 1), (42, 1, 'old', 1), (43, 1, 'old', 1)");
        STACK.alter("ALTER TABLE app_raw.verify_many UPDATE words = 'by hand', amount = 1.23 WHERE id = 777");
        STACK.alter("ALTER TABLE app_raw.verify_many UPDATE day = '2200-01-01' WHERE id = 1003");
        STACK.alter("ALTER TABLE app_raw.verify_many UPDATE _rescued = map() WHERE id = 2003");
        // Rows that have been deleted, of which storage still has a version; others from the future, where nothing
        // follows.
        STACK.alter("INSERT INTO app_raw.verify_many (id, words, _version) VALUES (90001, 'missed delete', 5),"
                + " (90002, 'by hand', toUInt128('340282366920938463463374607431768211455')),"
                + " (12, 'by hand', toUInt128('340282366920938463463374607431768211455')), (-4, 'missed delete', 5)");
        STACK.alter("ALTER TABLE app_raw.verify_rich UPDATE ints = [1] WHERE k = 50 AND u = " + uuid(500));
        STACK.alter("ALTER TABLE app_raw.verify_rich UPDATE j = '{\"id\":1}' WHERE k = 0 AND u = " + uuid(2));
        STACK.alter("ALTER TABLE app_raw.verify_rich DELETE WHERE k = 0 AND u = " + uuid(3));
        STACK.alter("ALTER TABLE app_raw.verify_texts DELETE WHERE name = 'kéy-\\'11'");
        STACK.alter("ALTER TABLE app_raw.verify_texts UPDATE v = 1 WHERE name = 'Key 10'");
        STACK.alter("INSERT INTO app_raw.verify_texts (name, v, _version) VALUES ('', 1, 7)");
        STACK.alter("ALTER TABLE app_raw.verify_log UPDATE message = 'by hand' WHERE message = 'm100'");
    }

    /** Kinds by table and key. */
    private static Map<String, String> planted() {
        var planted = new TreeMap<String, String>();
        for (int id : new int[] {5, 3000}) {
            planted.put("verify_many " + id, "missing-in-warehouse");
        }
        for (int id : new int[] {12, 41, 42, 43, 777, 1003, 2003}) {
            planted.put("verify_many " + id, "differs");
        }
        for (int id : new int[] {-4, 90001, 90002}) {
            planted.put("verify_many " + id, "not-in-source");
        }
        planted.put("verify_rich [50," + quotedUuid(500) + "]", "differs");
        planted.put("verify_rich [0," + quotedUuid(2) + "]", "differs");
        planted.put("verify_rich [0," + quotedUuid(3) + "]", "missing-in-warehouse");
        planted.put("verify_texts \"kéy-'11\"", "missing-in-warehouse");
        planted.put("verify_texts \"Key 10\"", "differs");
        planted.put("verify_texts \"\"", "not-in-source");
        planted.put("verify_log m100", "missing-in-warehouse");
        planted.put("verify_log by hand", "not-in-source");
        return planted;
    }

    private static Map<String, String> differences(JsonNode report) {
        var differences = new TreeMap<String, String>();
        for (var table : report.path("tables")) {
            assertThat(table.path("reason").asText()).isEmpty();
            assertThat(table.path("different")).hasSameSizeAs(table.path("differences"));
            for (var difference : table.path("differences")) {
                var key = difference.path("key");
                differences.put(
                        table.path("table").asText().replaceFirst("public\\.", "") + " "
                                + (key.isObject() ? key.path("message").asText() : key.toString()),
                        difference.path("kind").asText());
            }
        }
        return differences;
    }

    private static JsonNode verify(int exit, String... options) throws IOException, InterruptedException {
        return verify(exit, TABLES, options);
    }

    private static JsonNode verify(int exit, List<String> tables, String... options)
            throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("verify", "--json"));
        tables.forEach(table -> arguments.addAll(List.of("--table", table)));
        arguments.addAll(List.of(options));
        var result = STACK.millrace().run(arguments.toArray(String[]::new));
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        return Http.JSON.readTree(result.out());
    }

    private static String uuid(int number) {
        return "toUUID(" + quotedUuid(number).replace('"', '\'') + ")";
    }

    private static String quotedUuid(int number) {
        try (var connection = STACK.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT md5('" + number + "')::uuid")) {
            row.next();
            return "\"" + row.getString(1) + "\"";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(VerifyIT.class.getResourceAsStream("/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
