package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred dead letters of five kinds, and actions on them by the command line. Rows that never landed are simulated
 * by removing rows from storage while the stream has faulty records of them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DeadLettersIT {
    @RegisterExtension
    static final SharedStack STACK = new SharedStack();

    private static final int EACH = 20;
    private static final String TOPIC = "millrace." + SharedStack.DATABASE + ".changes";
    private static final String OURS = " FROM millrace.dead_letters WHERE reason != '' AND "
            + "(source_table IN ('public.parcels', 'public.scans') OR value LIKE '%dead-letters-it%' OR value = '')";

    private static final String ACTIONS = " FROM millrace.dead_letter_actions FINAL"
            + " WHERE (topic, partition, offset, `index`) IN (SELECT topic, partition, offset, `index`" + OURS + ")";

    private static List<ChangeStream.Raw> broken = List.of();

    @BeforeAll
    static void aHundredDeadLettersOfFiveKinds() throws Exception {
        try (var connection = STACK.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE parcels (id int PRIMARY KEY, weight numeric(10, 2), note text)");
            statement.execute("CREATE TABLE scans (parcel int, place text)");
            statement.execute("ALTER TABLE scans REPLICA IDENTITY FULL");
            statement.execute("INSERT INTO parcels SELECT n, 12.50, 'parcel ' || n FROM generate_series(1, 40) n");
            statement.execute("INSERT INTO scans SELECT 1, 'dock' FROM generate_series(1, 3)");
        }
        STACK.millrace().awaitCaughtUp();
        var stream = new ChangeStream(STACK.millrace().url("kafka"), TOPIC);
        var parcels = new ArrayList<>(stream.firstWith("\"table\":\"parcels\"", 2 * EACH));
        parcels.sort(java.util.Comparator.comparingInt(DeadLettersIT::id));
        var scan = stream.firstWith("\"table\":\"scans\"", 3).get(1);
        var weightless = parcels.subList(0, EACH).stream()
                .map(raw -> raw.with(raw.text().replace("\"weight\":\"12.50\"", "\"weight\":{\"lost\":true}")))
                .toList();
        var typeless = parcels.subList(EACH, 2 * EACH).stream()
                .map(raw -> raw.with(raw.text()
                        .replace(
                                "\"type\":\"string\",\"optional\":true,\"name\":\"io.millrace.PostgresText\"",
                                "\"type\":\"wibble\",\"optional\":true,\"name\":\"wibble\"")))
                .toList();
        broken = Stream.of(
                        weightless,
                        typeless,
                        same(new ChangeStream.Raw(null, "dead-letters-it {".getBytes(UTF_8))),
                        same(new ChangeStream.Raw(
                                null, "{\"schema\":{},\"payload\":{\"by\":\"dead-letters-it\"}}".getBytes(UTF_8))),
                        same(new ChangeStream.Raw(null, null)),
                        List.of(scan.with(scan.text().replace("\"place\":\"dock\"", "\"place\":[1]"))))
                .flatMap(List::stream)
                .toList();
        assertThat(weightless.get(0).text()).isNotEqualTo(parcels.get(0).text());
        assertThat(typeless.get(0).text()).isNotEqualTo(parcels.get(EACH).text());
        forget("app_raw.parcels", "id <= " + EACH);
        forget("app_raw.scans", "_ordinal = " + ordinal(scan) + " AND _lsn = " + lsn(scan));
        stream.produce(broken);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                STACK.warehouse().query("SELECT code, count()" + OURS + " GROUP BY code ORDER BY code"))
                        .containsExactly(
                                "BAD_VALUE\t" + (EACH + 1),
                                "EMPTY_RECORD\t" + EACH,
                                "NOT_A_CHANGE\t" + EACH,
                                "NOT_JSON\t" + EACH,
                                "UNKNOWN_TYPE\t" + EACH));
    }

    @Test
    @Order(1)
    void theyAreListedByCodeAndTableAndShownWithTheirRecord() throws Exception {
        var groups = json("dead-letters", "list", "--json");
        assertThat(groups.findValuesAsText("code")).contains("BAD_VALUE", "EMPTY_RECORD", "NOT_JSON", "UNKNOWN_TYPE");
        var deadLetter = deadLetters("BAD_VALUE", "public.parcels").get(0);
        var shown = STACK.millrace().run("dead-letters", "show", deadLetter).out();
        assertThat(shown).contains("BAD_VALUE, open", "weight", "\"lost\":true", "Check the payload");
        assertThat(json("dead-letters", "show", "--json", deadLetter)
                        .at("/headers/millrace.relation")
                        .asText())
                .contains("\"table\" : \"parcels\"".replace(" ", ""));
    }

    @Test
    @Order(2)
    void aDryRunShowsWhatAnEditWouldDoAndChangesNothing() throws Exception {
        var plain = json(
                "dead-letters", "replay", "--code", "BAD_VALUE", "--table", "public.parcels", "--dry-run", "--json");
        assertThat(outcomes(plain)).hasSize(EACH).containsOnly("rejected");
        var edited = json(
                "dead-letters",
                "replay",
                "--code",
                "BAD_VALUE",
                "--table",
                "public.parcels",
                "--set",
                "/after/weight=\"12.50\"",
                "--dry-run",
                "--json");
        assertThat(outcomes(edited)).hasSize(EACH).containsOnly("lands");
        var moved = json(
                "dead-letters",
                "replay",
                "--code",
                "BAD_VALUE",
                "--table",
                "public.parcels",
                "--set",
                "/after/weight=\"1\"",
                "--set",
                "/source/sequence=\"[\\\"99999999999\\\",\\\"99999999999\\\"]\"",
                "--dry-run",
                "--json");
        assertThat(outcomes(moved)).hasSize(EACH).containsOnly("refused");
        assertThat(STACK.warehouse().query("SELECT count() FROM app.parcels")).containsExactly("" + EACH);
        assertThat(STACK.warehouse().query("SELECT count()" + ACTIONS)).containsExactly("0");
    }

    @Test
    @Order(3)
    void anEditedGroupLandsAndTheWarehouseIsEqualToTheSource() throws Exception {
        var result = json(
                "dead-letters",
                "replay",
                "--code",
                "BAD_VALUE",
                "--table",
                "public.parcels",
                "--set",
                "/after/weight=\"12.50\"",
                "--note",
                "the scales were broken",
                "--json");
        assertThat(result.path("landed").asInt()).as(result.toString()).isEqualTo(EACH);
        assertThat(STACK.contents().assertEqual("app", "public", "parcels")).isEqualTo(2 * EACH);
        assertThat(states("BAD_VALUE", "public.parcels")).containsOnly("resolved 1");
    }

    @Test
    @Order(4)
    void aRowOfATableWithoutAKeyComesBackOnceHoweverOftenItIsReplayed() throws Exception {
        assertThat(STACK.warehouse().query("SELECT count() FROM app.scans")).containsExactly("2");
        var deadLetter = deadLetters("BAD_VALUE", "public.scans").get(0);
        for (int i = 0; i < 2; i++) {
            var result = json(
                    "dead-letters", "replay", deadLetter, "--replace", "\"place\":[1]=>\"place\":\"dock\"", "--json");
            assertThat(result.path("landed").asInt()).as(result.toString()).isEqualTo(1);
            assertThat(STACK.contents().assertEqual("app", "public", "scans")).isEqualTo(3);
        }
        assertThat(states("BAD_VALUE", "public.scans")).containsExactly("resolved 2");
    }

    @Test
    @Order(5)
    void oneOfAnOldVersionAndOneThatIsThereChangeNothing() throws Exception {
        try (var connection = STACK.connect();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE parcels SET weight = weight + 1, note = 'weighed again' WHERE id <= 10");
            statement.execute("DELETE FROM parcels WHERE id <= 5");
        }
        STACK.millrace().awaitCaughtUp();
        var deadLetters = deadLetters("BAD_VALUE", "public.parcels");
        var arguments = Stream.concat(
                        Stream.of("dead-letters", "replay", "--json", "--set", "/after/weight=\"12.50\""),
                        deadLetters.stream())
                .toList();
        var dry = json(Stream.concat(arguments.stream(), Stream.of("--dry-run")).toArray(String[]::new));
        assertThat(Collections.frequency(outcomes(dry), "superseded")).isEqualTo(10);
        assertThat(Collections.frequency(outcomes(dry), "there")).isEqualTo(10);
        var result = json(arguments.toArray(String[]::new));
        assertThat(result.path("landed").asInt()).as(result.toString()).isEqualTo(EACH);
        assertThat(STACK.contents().assertEqual("app", "public", "parcels")).isEqualTo(2 * EACH - 5);
    }

    @Test
    @Order(6)
    void whatFailsAgainIsOpenAgainAndStillOneDeadLetter() throws Exception {
        var result = STACK.millrace().run("dead-letters", "replay", "--code", "UNKNOWN_TYPE", "--json");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(Http.JSON.readTree(result.out()).path("failed").asInt()).isEqualTo(EACH);
        assertThat(states("UNKNOWN_TYPE", null)).hasSize(EACH).containsOnly("open 1");
        assertThat(STACK.warehouse().query("SELECT count()" + OURS)).containsExactly("" + (5 * EACH + 1));
    }

    @Test
    @Order(7)
    void aGroupIsDiscardedWithAReasonAndTheOthersAreLeft() throws Exception {
        assertThat(STACK.millrace()
                        .run("dead-letters", "discard", "--code", "NOT_JSON")
                        .exit())
                .isEqualTo(1);
        var result =
                STACK.millrace().run("dead-letters", "discard", "--code", "NOT_JSON", "--note", "a test wrote them");
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(states("NOT_JSON", null)).containsOnly("discarded 0");
        assertThat(states("EMPTY_RECORD", null)).containsOnly("open 0");
    }

    @Test
    @Order(8)
    void thePageDoesTheSame(@TempDir Path folder) throws Exception {
        var process = new ProcessBuilder(
                        "node",
                        Millrace.HOME
                                .resolve("web/browser/fix-a-dead-letter.mjs")
                                .toString(),
                        STACK.millrace().url("ops").toString(),
                        "NOT_A_CHANGE",
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(states("NOT_A_CHANGE", null)).containsOnlyOnce("discarded 0").contains("open 0");
    }

    @Test
    @Order(9)
    void theOriginalsAndAllThatWasDoneAreThere() throws Exception {
        var kept = new ArrayList<>(STACK.warehouse()
                .query("SELECT lower(hex(MD5(value)))"
                        + OURS.replace("dead_letters WHERE", "dead_letter_records WHERE")));
        var produced = new ArrayList<String>();
        for (var raw : broken) {
            var hash = java.security.MessageDigest.getInstance("MD5")
                    .digest(raw.value() == null ? new byte[0] : requireNonNull(raw.value()));
            produced.add(java.util.HexFormat.of().formatHex(hash));
        }
        assertThat(kept).containsExactlyInAnyOrderElementsOf(produced);
        assertThat(STACK.warehouse()
                        .query("SELECT action, count(), uniqExact(request)" + ACTIONS
                                + " GROUP BY action ORDER BY action"))
                .containsExactly(
                        "discard\t" + (EACH + 1) + "\t2",
                        "failed\t" + EACH + "\t1",
                        "landed\t" + (2 * EACH + 2) + "\t4",
                        "replay\t" + (3 * EACH + 2) + "\t5");
        assertThat(STACK.warehouse().query("SELECT DISTINCT who, note" + ACTIONS + " AND note != '' ORDER BY note"))
                .containsExactly(
                        System.getProperty("user.name") + "\ta test wrote them",
                        "Browser Test\tseen in a browser",
                        System.getProperty("user.name") + "\tthe scales were broken");
    }

    private static List<ChangeStream.Raw> same(ChangeStream.Raw raw) {
        return Collections.nCopies(EACH, raw);
    }

    private static int id(ChangeStream.Raw raw) {
        return payload(raw).at("/after/id").asInt();
    }

    private static String lsn(ChangeStream.Raw raw) {
        return payload(raw).at("/source/lsn").asText();
    }

    private static String ordinal(ChangeStream.Raw raw) {
        return raw.headers().stream()
                .filter(header -> header.key().equals("millrace.ordinal"))
                .map(header -> new String(header.value(), UTF_8))
                .findFirst()
                .orElse("0");
    }

    private static JsonNode payload(ChangeStream.Raw raw) {
        try {
            return Http.JSON.readTree(raw.text()).path("payload");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void forget(String storage, String condition) throws Exception {
        var response = STACK.warehouse().send("POST", "/", "DELETE FROM " + storage + " WHERE " + condition);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static List<String> outcomes(JsonNode result) {
        return result.path("verdicts").findValuesAsText("outcome");
    }

    private static List<String> deadLetters(String code, String table) throws Exception {
        var names = new ArrayList<String>();
        json("dead-letters", "list", "--each", "--json", "--code", code, "--table", table)
                .forEach(deadLetter -> names.add(deadLetter.path("partition").asText() + "/"
                        + deadLetter.path("offset").asText()
                        + (deadLetter.path("index").asInt() == 0
                                ? ""
                                : "." + deadLetter.path("index").asText())));
        return names;
    }

    private static List<String> states(String code, @org.jspecify.annotations.Nullable String table) throws Exception {
        return STACK.warehouse()
                .query("SELECT concat(status, ' ', toString(attempts))" + OURS + " AND code = '" + code + "'"
                        + (table == null ? "" : " AND source_table = '" + table + "'"));
    }

    private static JsonNode json(String... arguments) throws Exception {
        var result = STACK.millrace().run(arguments);
        assertThat(result.out()).as(result.err()).isNotEmpty();
        return Http.JSON.readTree(result.out());
    }
}
