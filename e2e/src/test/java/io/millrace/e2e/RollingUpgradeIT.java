package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A controller and an ops of {@link PreviousBuild} beside those of this build, as while an upgrade or its withdrawal rolls: they take over
 * from each other in the middle of requests, and each request is carried out once. {@code -Dmillrace.proofs=true} or
 * {@code -Dmillrace.upgrade=COMMIT} runs it.
 */
@Order(2)
@EnabledIf("isWanted")
final class RollingUpgradeIT {
    @RegisterExtension
    @Order(1)
    static final PreviousBuild PREVIOUS = new PreviousBuild();

    @RegisterExtension
    @Order(2)
    static final PlainStack NEXT = new PlainStack();

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** 10 s, and what the machine of the tests may take longer. */
    private static final Duration TAKEOVER = Duration.ofSeconds(40);

    private static final String CONTROLLER = "CONTROLLER";
    private static final String OPS = "OPS";

    static boolean isWanted() {
        return PreviousBuild.isWanted();
    }

    @Test
    void controllersOfBothBuildsFinishWhatTheOtherHasBegun() throws Exception {
        fill("east", "north", "west");
        var previous = NEXT.beside(PREVIOUS.home());
        previous.script("start", "controller");
        try {
            assertThat(NEXT.role(CONTROLLER)).isEqualTo("active");
            assertThat(previous.role(CONTROLLER)).isEqualTo("standby");

            // Back: the previous build finishes what this one has begun.
            var verification = beginVerification();
            DrillStack.signal(NEXT.pid("controller"), "KILL", false);
            awaitRole(previous, CONTROLLER, "active");
            assertEqual(verification);
            assertDoneOnce(verification, previous);

            // On: this build finishes what the previous one has begun.
            NEXT.script("start", "controller");
            awaitRole(NEXT, CONTROLLER, "standby");
            var resync = beginResync();
            previous.script("stop", "controller");
            awaitRole(NEXT, CONTROLLER, "active");
            assertLoaded(resync);
            assertDoneOnce(resync, previous);
            for (var table : List.of("east", "north", "west", "large")) {
                NEXT.contents().assertEqual(PlainStack.DATABASE, "public", table);
            }
        } finally {
            previous.script("stop", "controller");
        }
    }

    @Test
    void opsOfBothBuildsTakeOverAndTakeARequestOnce() throws Exception {
        fill("south");
        var previous = NEXT.beside(PREVIOUS.home());
        previous.script("start", "ops");
        try {
            long loads = loads();
            awaitRole(NEXT, OPS, "active");
            assertThat(previous.role(OPS)).isEqualTo("standby");

            var first = NEXT.askOnce("asked-of-both", "/api/resyncs", "{\"tables\":[\"south\"]}");
            var second = previous.askOnce("asked-of-both", "/api/resyncs", "{\"tables\":[\"south\"]}");
            assertThat(second.path("id").asText()).isEqualTo(first.path("id").asText());
            awaitDone(previous, "/api/resyncs/" + first.path("id").asText());

            NEXT.script("stop", "ops");
            awaitRole(previous, OPS, "active");
            var third = previous.askOnce("asked-of-one", "/api/resyncs", "{\"tables\":[\"south\"]}");
            NEXT.script("start", "ops");
            assertThat(NEXT.role(OPS)).isEqualTo("standby");
            var fourth = NEXT.askOnce("asked-of-one", "/api/resyncs", "{\"tables\":[\"south\"]}");
            assertThat(fourth.path("id").asText()).isEqualTo(third.path("id").asText());
            awaitDone(NEXT, "/api/resyncs/" + third.path("id").asText());

            DrillStack.signal(previous.pid("ops"), "KILL", false);
            awaitRole(NEXT, OPS, "active");
            assertThat(loads() - loads).as("one for each of two requests").isEqualTo(2);
            assertThat(NEXT.warehouse()
                            .query("SELECT max(owners) FROM (SELECT uniqExact(owner) AS owners FROM millrace.ops_leases"
                                    + " GROUP BY source, term)"))
                    .as("owners of a term")
                    .containsExactly("1");
            NEXT.contents().assertEqual(PlainStack.DATABASE, "public", "south");
        } finally {
            previous.script("stop", "ops");
        }
    }

    private static void fill(String... tables) throws Exception {
        for (var table : tables) {
            NEXT.execute(
                    "CREATE TABLE " + table + " (id int PRIMARY KEY, v text)",
                    "INSERT INTO " + table + " SELECT i, 'v' || i FROM generate_series(1, 30000) i");
        }
        awaitCaughtUp();
    }

    private static long loads() throws Exception {
        return Long.parseLong(NEXT.warehouse()
                .query("SELECT count() FROM millrace.loads FINAL WHERE source_table = 'public.south'")
                .get(0));
    }

    private static void awaitCaughtUp() throws Exception {
        var waited = NEXT.millrace("wait");
        assertThat(waited.exit()).as(waited.out() + waited.err()).isZero();
    }

    /** Returns when a part of it is done, and a part is not. */
    private static String beginVerification() throws Exception {
        var id = NEXT.ops(
                        "POST",
                        "/api/verifications",
                        "{\"tables\":[\"east\",\"north\",\"west\"],\"rowsPerSecond\":10000}")
                .path("id")
                .asText();
        await("a part of the verification is done")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> NEXT.ops("GET", "/api/verifications/" + id, "")
                        .path("detail")
                        .asText()
                        .matches("[12] of 3 tables.*"));
        return id;
    }

    private static void assertEqual(String verification) throws Exception {
        var compared = awaitDone(NEXT, "/api/verifications/" + verification);
        assertThat(compared.path("equal").asBoolean()).as(compared.toString()).isTrue();
    }

    /** Of a table that takes seconds; returns when rows of it are on their way. */
    private static String beginResync() throws Exception {
        NEXT.execute(
                "CREATE TABLE large (id int PRIMARY KEY, v text)",
                "INSERT INTO large SELECT i, 'v' || i FROM generate_series(1, 400000) i");
        awaitCaughtUp();
        var id = NEXT.ops("POST", "/api/resyncs", "{\"tables\":[\"large\"]}")
                .path("id")
                .asText();
        await("rows are loaded")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> NEXT.ops("GET", "/api/resyncs/" + id, "")
                        .path("loads")
                        .path(0)
                        .path("stage")
                        .asText()
                        .equals("reading"));
        return id;
    }

    private static void assertLoaded(String resync) throws Exception {
        var loaded = awaitDone(NEXT, "/api/resyncs/" + resync);
        assertThat(loaded.path("loads").findValuesAsText("stage"))
                .as(loaded.toString())
                .isEqualTo(Collections.nCopies(1, "landed"));
    }

    private static JsonNode awaitDone(PlainStack of, String path) throws Exception {
        await(path + " is done")
                .atMost(PATIENCE)
                .until(() -> !List.of("queued", "running")
                        .contains(of.ops("GET", path, "").path("state").asText()));
        var request = of.ops("GET", path, "");
        assertThat(request.path("state").asText()).as(request.toString()).isEqualTo("done");
        return request;
    }

    /** One controller says that a request is over, and both wrote of one and the same. */
    private static void assertDoneOnce(String id, PlainStack previous) throws Exception {
        var over = "The request " + id + " to ";
        await("the end of the request is known")
                .atMost(PATIENCE)
                .until(() -> (NEXT.log("controller") + previous.log("controller")).contains(over));
        assertThat((NEXT.log("controller") + previous.log("controller")).split(Pattern.quote(over), -1))
                .as("how often it ended")
                .hasSize(2);
        assertThat(NEXT.warehouse()
                        .query("SELECT count(), any(state) FROM millrace.control_requests FINAL WHERE id = '" + id
                                + "'"))
                .containsExactly("1\tdone");
    }

    private static void awaitRole(PlainStack of, String process, String role) {
        await(process + " is " + role)
                .atMost(TAKEOVER)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> of.role(process).equals(role));
    }
}
