package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.fault.Failpoint;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Millrace without its launcher: every process is started as {@code e2e/plain-processes.sh} shows it, and all that an operator
 * does goes by the ops API.
 */
@Order(2)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PlainProcessesIT {
    /** Each takes half a minute; else a verification meets a controller that is killed or frozen, a load one that is killed or cut off. */
    private static final boolean ALL_TAKEOVERS = Boolean.getBoolean("millrace.proofs");

    @RegisterExtension
    static final PlainStack STACK = new PlainStack();

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** 10 s, and what the machine of the tests may take longer. */
    private static final Duration TAKEOVER = Duration.ofSeconds(40);

    private static final Recoveries RECOVERIES = new Recoveries();
    private static final List<String> SERVICES =
            List.of("postgres", "kafka", "connect", "clickhouse", "controller", "pipeline", "ops");

    @Test
    @Order(1)
    void allIsHealthyAndTheDoctorFindsNothingThatBlocks() throws Exception {
        STACK.execute(
                "CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(10, 2))",
                "INSERT INTO items SELECT i, 'item ' || i, i FROM generate_series(1, 500) i");

        var doctor = STACK.doctor();
        assertThat(doctor.exit()).as(doctor.out() + doctor.err()).isZero();
        assertThat(doctor.out())
                .contains("source\n", "log\n", "capture\n", "warehouse\n", "nothing blocks")
                .contains("the connector's settings refer to the source's password")
                .doesNotContain("embedded");
        await("ops has seen every service").atMost(PATIENCE).untilAsserted(() -> {
            var status = Http.JSON.readTree(success("status", "--json"));
            assertThat(status.path("state").asText()).as(status.toString()).isEqualTo("healthy");
            assertThat(status.findValuesAsText("name")).containsAll(SERVICES);
        });
        assertThat(success("status")).startsWith("healthy\n");
        var stranger = STACK.millrace("status", "--token", "another");
        assertThat(stranger.exit()).isEqualTo(1);
        assertThat(stranger.out()).isEmpty();
        assertThat(stranger.err()).startsWith("millrace: ").contains("token");
    }

    @Test
    @Order(2)
    void changesArriveAndTheWarehouseAnswers() throws Exception {
        success("wait");
        assertThat(STACK.contents().assertEqual(PlainStack.DATABASE, "public", "items"))
                .isEqualTo(500);
        assertThat(success("sql", "SELECT count(), max(price) FROM shop.items")).isEqualTo("500\t500\n");
        var refused = STACK.millrace("sql", "DROP TABLE shop_raw.items");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).startsWith("millrace: ");
    }

    @Test
    @Order(3)
    void tablesAndRowsAreLoadedAgain() throws Exception {
        STACK.alter("ALTER TABLE shop_raw.items DELETE WHERE id <= 100");
        assertThat(success("resync", "items", "--where", "id = 7")).startsWith("public.items: loaded");
        assertThat(success("sql", "SELECT count() FROM shop.items")).isEqualTo("401\n");
        assertThat(success("resync", "items")).startsWith("public.items: loaded");
        STACK.contents().assertEqual(PlainStack.DATABASE, "public", "items");
        var unknown = STACK.millrace("resync", "nothing");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("millrace: nothing was not loaded");
    }

    @Test
    @Order(4)
    void differencesAreFoundAndRepaired() throws Exception {
        STACK.alter("ALTER TABLE shop_raw.items DELETE WHERE id = 7");
        STACK.alter("INSERT INTO shop_raw.items (id, name, _version) VALUES (9001, 'by hand',"
                + " toUInt128('340282366920938463463374607431768211455'))");
        var found = STACK.millrace("verify", "--table", "items");
        assertThat(found.exit()).as(found.out() + found.err()).isEqualTo(1);
        assertThat(found.out()).contains("different: 2 rows", "7: missing in the warehouse", "9001: not in the source");
        assertThat(success("verify", "--table", "items", "--repair")).contains("compared again: 2 of 2 are equal now");
        assertThat(Http.JSON.readTree(success("verify", "--json")).path("equal").asBoolean())
                .isTrue();
        STACK.contents().assertEqual(PlainStack.DATABASE, "public", "items");
    }

    @Test
    @Order(5)
    void theCaptureStopsAndContinues() throws Exception {
        assertThat(success("pause")).isEqualTo("capture paused\n");
        STACK.execute("INSERT INTO items VALUES (501, 'while it is paused', 0)");
        var waited = STACK.millrace("wait", "--timeout", "2s");
        assertThat(waited.exit()).isEqualTo(1);
        assertThat(waited.err()).contains("not everything has arrived in time");
        assertThat(success("resume")).isEqualTo("capture resumed\n");
        success("wait");
        STACK.contents().assertEqual(PlainStack.DATABASE, "public", "items");
    }

    @Test
    @Order(6)
    void deadLettersAreShownReplayedAndDiscarded() throws Exception {
        STACK.changes()
                .produce(Collections.nCopies(2, new ChangeStream.Raw(null, "nothing of a change {".getBytes(UTF_8))));
        await("both are recorded")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                STACK.warehouse().query("SELECT count() FROM millrace.dead_letters WHERE reason != ''"))
                        .containsExactly("2"));
        assertThat(success("dead-letters", "list")).contains("NOT_JSON");
        var each = Http.JSON.readTree(success("dead-letters", "list", "--each", "--json"));
        var name = each.at("/0/partition").asText() + "/" + each.at("/0/offset").asText();
        assertThat(success("dead-letters", "show", name)).contains("NOT_JSON, open", "nothing of a change {");
        var replayed = STACK.millrace("dead-letters", "replay", name, "--json");
        assertThat(replayed.exit()).as(replayed.err()).isEqualTo(1);
        assertThat(Http.JSON.readTree(replayed.out()).path("failed").asInt()).isEqualTo(1);
        success("dead-letters", "discard", "--code", "NOT_JSON", "--note", "a test wrote them");
        var groups = Http.JSON.readTree(success("dead-letters", "list", "--json"));
        assertThat(groups.at("/0/discarded").asInt()).as(groups.toString()).isEqualTo(2);
        assertThat(groups.at("/0/open").asInt()).isZero();
    }

    @Test
    @Order(7)
    void anotherControllerFinishesWhatAKilledOneHasBegun() throws Exception {
        for (var table : List.of("east", "north", "west")) {
            STACK.execute(
                    "CREATE TABLE " + table + " (id int PRIMARY KEY, v text)",
                    "INSERT INTO " + table + " SELECT i, 'v' || i FROM generate_series(1, 30000) i");
        }
        success("wait");
        STACK.script("start", "standby");
        assertThat(STACK.role("CONTROLLER")).isEqualTo("active");
        assertThat(STACK.role("STANDBY")).isEqualTo("standby");

        var verification = beginVerification();
        DrillStack.signal(STACK.pid("controller"), "KILL", false);
        recovered("controller", "killed in verify", "STANDBY");
        assertEqual(verification);
        assertDoneOnce(verification);

        STACK.script("start", "controller");
        assertThat(STACK.role("CONTROLLER")).isEqualTo("standby");
        STACK.dieAt(Failpoint.ROWS_LOADING);
        long active = STACK.pid("standby");
        var resync = ask("/api/resyncs", "{\"tables\":[\"east\",\"west\"]}");
        await("the controller dies in the middle of a load").atMost(PATIENCE).until(() -> !DrillStack.runs(active));
        recovered("controller", "killed in a load", "CONTROLLER");
        assertLoaded(resync, 2);
        assertDoneOnce(resync);
        for (var table : List.of("east", "north", "west", "items")) {
            STACK.contents().assertEqual(PlainStack.DATABASE, "public", table);
        }
        assertThat(success("verify")).contains("4 tables: 4 equal");
    }

    @Test
    @Order(8)
    void anotherControllerFinishesWhatAFrozenOneHasBegun() throws Exception {
        STACK.script("start", "standby");
        assertThat(STACK.role("CONTROLLER")).isEqualTo("active");
        var verification = beginVerification();
        DrillStack.signal(STACK.pid("controller"), "STOP", false);
        recovered("controller", "frozen in verify", "STANDBY");
        assertEqual(verification);
        DrillStack.signal(STACK.pid("controller"), "CONT", false);
        awaitStandby("CONTROLLER");
        assertDoneOnce(verification);

        if (ALL_TAKEOVERS) {
            var resync = beginResync();
            DrillStack.signal(STACK.pid("standby"), "STOP", false);
            recovered("controller", "frozen in a load", "CONTROLLER");
            assertLoaded(resync, 1);
            DrillStack.signal(STACK.pid("standby"), "CONT", false);
            awaitStandby("STANDBY");
            assertDoneOnce(resync);
            STACK.contents().assertEqual(PlainStack.DATABASE, "public", "large");
        }
    }

    @Test
    @Order(9)
    void anotherControllerFinishesWhatOneHasBegunThatIsCutOffFromKafka() throws Exception {
        STACK.script("stop", "standby");
        try (var network = STACK.networkToKafka()) {
            STACK.startStandbyBehindNetwork();
            if (ALL_TAKEOVERS) {
                theOtherActs("STANDBY");
                var verification = beginVerification();
                network.cut();
                recovered("controller", "no Kafka in verify", "CONTROLLER");
                assertEqual(verification);
                network.restore();
                awaitStandby("STANDBY");
                assertDoneOnce(verification);
            }

            theOtherActs("STANDBY");
            var resync = beginResync();
            network.cut();
            recovered("controller", "no Kafka in a load", "CONTROLLER");
            assertLoaded(resync, 1);
            network.restore();
            awaitStandby("STANDBY");
            assertDoneOnce(resync);
            STACK.contents().assertEqual(PlainStack.DATABASE, "public", "large");
            assertThat(success("verify")).contains("5 tables: 5 equal");
        } finally {
            System.out.println(RECOVERIES);
        }
    }

    /** Has the controller without a network of its own end and start again, so that the other one acts. */
    private static void theOtherActs(String other) throws Exception {
        STACK.script("stop", "controller");
        awaitActive(other);
        STACK.script("start", "controller");
        awaitStandby("CONTROLLER");
    }

    /** Returns when a part of it is done. */
    private static String beginVerification() throws Exception {
        var verification = ask(
                "/api/verifications",
                // After a table it pauses for 3 s, so that others are not looked at yet; smaller ones would be compared
                // together.
                "{\"tables\":[\"east\",\"north\",\"west\"],\"rowsPerSecond\":10000}");
        await("a part of the verification is done")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> STACK.ops("GET", "/api/verifications/" + verification, "")
                        .path("detail")
                        .asText()
                        .matches("[12] of 3 tables.*"));
        return verification;
    }

    private static void assertEqual(String verification) throws Exception {
        var compared = awaitDone("/api/verifications/" + verification);
        assertThat(compared.path("equal").asBoolean()).as(compared.toString()).isTrue();
        assertThat(STACK.warehouse()
                        .query("SELECT source_table, verdict FROM millrace.verifications FINAL WHERE request = '"
                                + verification + "' ORDER BY source_table"))
                .containsExactly("public.east\tequal", "public.north\tequal", "public.west\tequal");
    }

    /** Of a table that takes seconds; returns when rows of it are on their way. */
    private static String beginResync() throws Exception {
        STACK.execute(
                "CREATE TABLE IF NOT EXISTS large (id int PRIMARY KEY, v text)",
                "INSERT INTO large SELECT i, 'v' || i FROM generate_series(1, 400000) i ON CONFLICT DO NOTHING");
        success("wait");
        var resync = ask("/api/resyncs", "{\"tables\":[\"large\"]}");
        await("rows are loaded")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> STACK.ops("GET", "/api/resyncs/" + resync, "")
                        .path("loads")
                        .path(0)
                        .path("stage")
                        .asText()
                        .equals("reading"));
        return resync;
    }

    private static void assertLoaded(String resync, int tables) throws Exception {
        var loaded = awaitDone("/api/resyncs/" + resync);
        assertThat(loaded.path("loads").findValuesAsText("stage"))
                .as(loaded.toString())
                .isEqualTo(Collections.nCopies(tables, "landed"));
    }

    /** Waits until the other controller acts, and notes how long that took. */
    private static void recovered(String what, String fault, String other) throws Exception {
        long begin = System.nanoTime();
        awaitActive(other);
        RECOVERIES.add(what, fault, (System.nanoTime() - begin) / 1e9);
    }

    private static void awaitStandby(String controller) {
        await(controller + " stands by")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> STACK.role(controller).equals("standby"));
    }

    private static String ask(String path, String body) throws Exception {
        return STACK.ops("POST", path, body).path("id").asText();
    }

    private static void awaitActive(String controller) {
        await(controller + " has taken over")
                .atMost(TAKEOVER)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> STACK.role(controller).equals("active"));
    }

    private static JsonNode awaitDone(String path) throws Exception {
        await(path + " is done")
                .atMost(PATIENCE)
                .until(() -> !List.of("queued", "running")
                        .contains(STACK.ops("GET", path, "").path("state").asText()));
        var request = STACK.ops("GET", path, "");
        assertThat(request.path("state").asText()).as(request.toString()).isEqualTo("done");
        return request;
    }

    /** One controller says that a request is over, and both wrote of one and the same. */
    private static void assertDoneOnce(String id) throws Exception {
        var over = "The request " + id + " to ";
        await("the end of the request is known")
                .atMost(PATIENCE)
                .until(() -> (STACK.log("controller") + STACK.log("standby")).contains(over));
        assertThat((STACK.log("controller") + STACK.log("standby")).split(Pattern.quote(over), -1))
                .as("how often it ended")
                .hasSize(2);
        assertThat(STACK.warehouse()
                        .query("SELECT count(), any(state) FROM millrace.control_requests FINAL WHERE id = '" + id
                                + "'"))
                .containsExactly("1\tdone");
    }

    private static String success(String... arguments) throws Exception {
        var result = STACK.millrace(arguments);
        assertThat(result.exit())
                .as(String.join(" ", arguments) + ": " + result.out() + result.err())
                .isZero();
        return result.out();
    }
}
