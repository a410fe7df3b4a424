package io.millrace.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.OpsDouble;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Commands that ask for something and follow it to its end: wait, resync, pause, resume, partitions, verify. */
final class RequestCommandsTest extends CommandCase {
    @Test
    void waitReturnsWhenTheBarrierIsReachedAndSaysWhatItWaitsFor() {
        ops.on("POST /api/barriers", 201, barrier("waiting", "capture", "120 bytes of WAL are left"))
                .on("GET /api/barriers/00000000000000AA", 200, barrier("waiting", "pipeline", "3 records behind"))
                .on(
                        "GET /api/barriers/00000000000000AA",
                        503,
                        "{\"detail\":\"Too many wait.\",\"code\":\"unavailable\"}")
                .on("GET /api/barriers/00000000000000AA", 200, barrier("reached", "", ""));

        assertThat(run("wait", "--timeout", "20s")).isZero();

        assertThat(err()).contains("waiting: 3 records behind").contains("waiting: Too many wait.");
        assertThat(out()).isEmpty();
    }

    @Test
    void waitEndsInTimeAndNamesWhatIsInTheWay() {
        ops.on("POST /api/barriers", 201, barrier("waiting", "capture", "x"))
                .on(
                        "GET /api/barriers/00000000000000AA",
                        200,
                        barrier("waiting", "capture", "120 bytes of WAL are left"));

        assertThat(run("wait", "--timeout", "300ms")).isEqualTo(1);

        assertThat(err())
                .contains("millrace: not everything has arrived in time: 120 bytes of WAL are left")
                .contains("offset.flush.interval.ms");
    }

    @Test
    void waitSetsAnotherBarrierWhereTheChangeStreamWasLost() {
        ops.on("POST /api/barriers", 201, barrier("waiting", "capture", "x"))
                .on("GET /api/barriers/00000000000000AA", 200, barrier("lost", "", ""))
                .on("GET /api/barriers/00000000000000AA", 200, barrier("reached", "", ""));

        assertThat(run("wait", "--json")).isZero();

        assertThat(ops.asked())
                .filteredOn(asked -> asked.route().startsWith("POST"))
                .hasSize(2);
        assertThat(out()).contains("\"reached\"");
    }

    private static String barrier(String state, String stage, String detail) {
        return "{\"id\":\"00000000000000AA\",\"lsn\":\"0/AA\",\"state\":\"" + state + "\","
                + (stage.isEmpty() ? "" : "\"stage\":\"" + stage + "\",") + "\"detail\":\"" + detail
                + "\",\"at\":\"2026-01-01T12:00:00Z\"}";
    }

    @Test
    void resyncFollowsItsLoadsToTheEnd() throws IOException {
        ops.on("POST /api/resyncs", 202, resync("queued", ""))
                .on("GET /api/resyncs/r-1", 200, resync("running", load("reading", "\"rowsPerSecond\":5000.0,")))
                .on("GET /api/resyncs/r-1", 200, resync("done", load("landed", "\"rows\":12000,")));

        assertThat(run("resync", "orders", "--where", "id < 7")).isZero();

        assertThat(out()).isEqualTo("public.orders: loaded in 2.5 s, 12,000 rows not changed since\n");
        assertThat(err()).contains("public.orders: reading, 5,000/s");
        var body = JSON.readTree(ops.asked().get(0).body());
        assertThat(body.path("tables").toString()).isEqualTo("[\"orders\"]");
        assertThat(body.path("where").asText()).isEqualTo("id < 7");
        assertThat(body.path("client").asText()).isEqualTo("cli");
        assertThat(ops.asked().get(0).key()).hasSize(36);
    }

    @Test
    void resyncThatFailsSaysWhy() {
        ops.on("POST /api/resyncs", 202, resync("queued", ""))
                .on(
                        "GET /api/resyncs/r-1",
                        200,
                        resync("failed", "").replace("\"detail\"", "\"error\":\"it has no columns\",\"detail\""));

        assertThat(run("resync", "public.columnless")).isEqualTo(1);

        assertThat(err()).contains("public.columnless was not loaded: it has no columns");
        assertThat(run("resync")).isEqualTo(1);
        assertThat(run("resync", "a", "b", "--where", "true")).isEqualTo(1);
        assertThat(err()).contains("name the tables, or say --all").contains("exactly one table");
    }

    private static String resync(String state, String loads) {
        return """
                {"id":"r-1","state":"%s","tables":["public.orders"],"askedBy":"me","askedAt":"2026-01-01T12:00:00Z","detail":"",
                "startedAt":"2026-01-01T12:00:00Z","endedAt":"2026-01-01T12:00:02.500Z","loads":[%s]}""".formatted(state, loads);
    }

    private static String load(String stage, String more) {
        return "{\"id\":\"r-1\",\"table\":\"public.orders\",\"stage\":\"" + stage + "\"," + more
                + "\"since\":\"2026-01-01T12:00:00Z\",\"reason\":\"\",\"detail\":\"\",\"at\":\"2026-01-01T12:00:00Z\"}";
    }

    @Test
    void aRequestIsSentAgainUnderItsKeyWhereTheAnswerIsLost() {
        ops.on("POST /api/capture/pause", 0, "")
                .on("POST /api/capture/pause", 202, request("queued"))
                .on("GET /api/requests/p-1", 503, "{\"detail\":\"The warehouse does not answer.\"}")
                .on("GET /api/requests/p-1", 200, request("done"));

        assertThat(run("pause")).as(err()).isZero();

        assertThat(out()).isEqualTo("capture paused\n");
        var keys = new ArrayList<String>();
        ops.asked().stream().filter(asked -> asked.route().startsWith("POST")).forEach(asked -> keys.add(asked.key()));
        assertThat(keys).hasSize(2).containsOnly(keys.get(0));
    }

    @Test
    void aRequestThatFailsSaysWhy() {
        ops.on("POST /api/capture/resume", 202, request("queued"))
                .on(
                        "GET /api/requests/p-1",
                        200,
                        request("failed").replace("\"detail\"", "\"error\":\"Connect is away\",\"detail\""));

        assertThat(run("resume", "--note", "a test")).isEqualTo(1);

        assertThat(err()).contains("the capture was not resumed: Connect is away");
        assertThat(ops.asked().get(0).body()).contains("\"note\":\"a test\"");
    }

    @Test
    void partitionsAreAskedForByNumber() throws IOException {
        ops.on("POST /api/capture/partitions", 202, request("queued"))
                .on("GET /api/requests/p-1", 200, request("done"));

        assertThat(run("partitions", "8")).as(err()).isZero();

        assertThat(out()).isEqualTo("the change stream has 8 partitions\n");
        assertThat(JSON.readTree(ops.asked().get(0).body()).path("partitions").asInt())
                .isEqualTo(8);
        assertThat(run("partitions")).isEqualTo(2);
    }

    private static String request(String state) {
        return "{\"id\":\"p-1\",\"kind\":\"pause\",\"state\":\"" + state
                + "\",\"tables\":[],\"askedBy\":\"me\",\"askedAt\":\"2026-01-01T12:00:00Z\",\"detail\":\"\"}";
    }

    @Test
    void verifyPrintsVerdictsAsTheyComeAndRowsThatDiffer() throws IOException {
        ops.on("POST /api/verifications", 202, verification("queued", ""))
                .on("GET /api/verifications/v-1", 200, verification("running", verdict("a", true)))
                .on(
                        "GET /api/verifications/v-1",
                        200,
                        verification("done", verdict("a", true) + "," + verdict("b", false)))
                .on("GET /api/verifications/v-1/differences", 200, """
                        {"differences":[{"table":"public.b","key":7,"kind":"missing-in-warehouse","columns":[],
                        "source":{"id":"7"}}]}""");

        assertThat(run("verify", "--table", "a", "--table", "b", "--timeout", "500ms"))
                .isEqualTo(1);

        assertThat(out())
                .contains("public.a                       equal")
                .contains("public.b                       different: 1 rows")
                .contains("    7: missing in the warehouse\n        id: '7'")
                .endsWith("2 tables: 1 equal, 1 different\n");
        assertThat(ops.asked())
                .filteredOn(asked -> asked.route().contains("/differences"))
                .hasSize(1);
        assertThat(JSON.readTree(ops.asked().get(0).body())
                        .path("loadTimeoutSeconds")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void verifyAsJSONReadsAllPages() throws IOException {
        ops.on("POST /api/verifications", 202, verification("queued", ""))
                .on("GET /api/verifications/v-1", 200, verification("done", verdict("b", false)))
                .on("GET /api/verifications/v-1/differences", 200, """
                        {"differences":[{"table":"public.b","key":7,"kind":"not-in-source","columns":[]}],"next":"c 1"}""")
                .on("GET /api/verifications/v-1/differences", 200, """
                        {"differences":[{"table":"public.b","key":8,"kind":"not-in-source","columns":[]}]}""");

        assertThat(run("verify", "--json", "--repair")).isEqualTo(1);

        assertThat(out()).startsWith("{\n  \"equal\" : false");
        assertThat(JSON.readTree(out()).at("/tables/0/different").toString()).isEqualTo("[7,8]");
        assertThat(ops.asked())
                .extracting(OpsDouble.Asked::route)
                .last()
                .asString()
                .endsWith("&cursor=c%201");
        assertThat(JSON.readTree(ops.asked().get(0).body()).path("repair").asBoolean())
                .isTrue();
    }

    private static String verification(String state, String verdicts) {
        return """
                {"id":"v-1","state":"%s","repair":false,"tables":[],"equal":false,"askedBy":"me","askedAt":"2026-01-01T12:00:00Z",
                "detail":"1 of 2 tables","verdicts":[%s]}""".formatted(state, verdicts);
    }

    private static String verdict(String table, boolean equal) {
        return """
                {"table":"public.%s","verdict":"%s","equal":%s,"reason":"","sourceRows":1,"warehouseRows":%d,"different":%d,
                "undecided":0,"repaired":0,"repairs":[],"lsn":"0/AA","seconds":1.0,"sourceSeconds":0.1,"protected":{},
                "at":"2026-01-01T12:00:00Z"}""".formatted(table, equal ? "equal" : "different", equal, equal ? 1 : 0, equal ? 0 : 1);
    }
}
