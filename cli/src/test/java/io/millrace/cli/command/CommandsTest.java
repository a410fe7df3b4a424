package io.millrace.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.OpsDouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands as a shell runs them, against the answers that ops.yaml documents. */
@Timeout(60)
final class CommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;

    private final OpsDouble ops = new OpsDouble();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void redirect() {
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(OUT);
        System.setErr(ERR);
        ops.close();
    }

    private int run(String... arguments) {
        return run(Map.of("MILLRACE_OPS_URL", ops.url(), "MILLRACE_OPS_TOKEN", "t0ken"), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        CommandLine commands = Commands.remote(environment);
        commands.setOut(new PrintWriter(System.out, true, UTF_8));
        commands.setErr(new PrintWriter(System.err, true, UTF_8));
        return commands.execute(arguments);
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }

    private static String services(String kafka, String shop) {
        return """
                [{"name":"kafka","state":"%s","detail":"%s"},{"name":"ops","state":"up","detail":""},
                {"name":"shop","state":"%s","detail":""}]""".formatted(kafka, kafka.equals("up") ? "" : "connection refused", shop);
    }

    @Test
    void statusOfAMillraceElsewhereHasTheFormOfTheOneHere() throws IOException {
        ops.on("GET /api/services", 200, services("down", "up"));

        assertThat(run("status", "--json")).isZero();

        var status = JSON.readTree(out());
        assertThat(status.path("state").asText()).isEqualTo("down");
        assertThat(status.at("/services/0").toString())
                .isEqualTo("{\"name\":\"kafka\",\"state\":\"down\",\"pid\":null,\"url\":\"\","
                        + "\"detail\":\"connection refused\"}");
        assertThat(status.at("/services/1/state").asText()).isEqualTo("healthy");
        assertThat(ops.asked().get(0).authorization()).isEqualTo("Bearer t0ken");
    }

    @Test
    void allIsHealthyWhereOnlyTheShopIsNot() {
        ops.on("GET /api/services", 200, services("up", "down"));

        assertThat(run("status")).isZero();

        assertThat(out()).startsWith("healthy\n  kafka       healthy\n");
    }

    @Test
    void theAddressMayStandBeforeTheCommandAndCountsMoreThanTheVariable() {
        ops.on("GET /api/services", 200, services("up", "up"));

        assertThat(run(Map.of("MILLRACE_OPS_URL", "http://127.0.0.1:1"), "--ops", ops.url(), "--token", "x", "status"))
                .isZero();
        assertThat(run(Map.of("MILLRACE_OPS_URL", "http://127.0.0.1:1"), "status", "--ops=" + ops.url() + "/"))
                .isZero();

        assertThat(ops.asked()).extracting(OpsDouble.Asked::authorization).containsExactly("Bearer x", "null");
    }

    @Test
    void theStackOnThisMachineIsFoundByItsFolder() throws IOException {
        ops.on("GET /api/services", 200, services("up", "up"));
        Files.createDirectories(folder.resolve("run"));
        Files.createDirectories(folder.resolve("etc"));
        Files.writeString(folder.resolve("etc").resolve("millrace.yaml"), "ops: {token: from-its-file}\n");
        Files.writeString(folder.resolve("run").resolve("state.json"), """
                {"launcher":{"pid":%d,"started":""},"services":[{"name":"ops","state":"healthy","url":"%s"}]}""".formatted(
                        ProcessHandle.current().pid(), ops.url()));

        assertThat(run(Map.of("MILLRACE_OPS_URL", "http://127.0.0.1:1"), "status", "--data", folder.toString()))
                .as(err())
                .isZero();

        assertThat(ops.asked().get(0).authorization()).isEqualTo("Bearer from-its-file");
    }

    @Test
    void whereNothingRunsTheWaysOutAreNamed() {
        assertThat(run(Map.of(), "wait", "--data", folder.resolve("none").toString()))
                .isEqualTo(1);

        assertThat(err()).contains("nothing runs on").contains("--ops URL").contains("millrace up");
        assertThat(out()).isEmpty();
    }

    @Test
    void aServerThatIsAwayOrRefusesTheTokenIsOneClearLine() {
        assertThat(run("sql", "--ops", "http://127.0.0.1:1", "SELECT 1")).isEqualTo(1);
        assertThat(err().lines()).hasSize(1);
        assertThat(err()).contains("millrace: ops does not answer at http://127.0.0.1:1");

        ops.on("GET /api/services", 401, "{\"status\":401,\"code\":\"unauthorized\",\"detail\":\"no\"}");
        assertThat(run("status")).isEqualTo(1);
        assertThat(err()).contains("does not know this token: set MILLRACE_OPS_TOKEN");

        assertThat(run("status", "--ops", "https://user:s3cret@host")).isEqualTo(1);
        assertThat(err()).contains("must be of the form").doesNotContain("s3cret");
    }

    @Test
    void wrongUsageIsExitStatus2() {
        assertThat(run("status", "--nonsense")).isEqualTo(2);
        assertThat(run("wait", "--timeout", "soon")).isEqualTo(2);
        assertThat(run("--ops", ops.url(), "completion", "bash")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(ops.asked()).isEmpty();
    }

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

    @Test
    void sqlPrintsTheAnswerAsItComes() throws IOException {
        ops.on("POST /api/query", 200, "1\tü\n");
        assertThat(run("sql", "SELECT 1, 'ü'")).isZero();
        assertThat(out()).isEqualTo("1\tü\n");
        assertThat(JSON.readTree(ops.asked().get(0).body()).path("format").asText())
                .isEqualTo("TSV");

        assertThat(run("sql", "--json", "SELECT 1")).isZero();
        assertThat(JSON.readTree(ops.asked().get(1).body()).path("format").asText())
                .isEqualTo("JSON");
    }

    @Test
    void sqlThatIsRefusedRepeatsTheWordsOfOps() {
        ops.on("POST /api/query", 403, """
                {"status":403,"code":"reader_not_configured","detail":"Ops has no login that may only read.",
                "advice":"Set MILLRACE_WAREHOUSE_READER_URL."}""");

        assertThat(run("sql", "SELECT 1")).isEqualTo(1);

        assertThat(err())
                .isEqualTo("millrace: Ops has no login that may only read. Set MILLRACE_WAREHOUSE_READER_URL.\n");
    }

    @Test
    void deadLettersGoByShortNames() throws IOException {
        ops.on("GET /api/site", 200, "{\"source\":\"shop\",\"database\":\"shop\",\"topic\":\"millrace.shop.changes\"}")
                .on("POST /api/dead-letters/discard", 200, "{\"request\":\"d-1\",\"done\":1,\"refused\":[]}");

        assertThat(run("dead-letters", "discard", "0/17", "--note", "a test"))
                .as(err())
                .isZero();

        assertThat(out()).startsWith("1 discarded");
        assertThat(ops.asked().get(1).body()).contains("\"millrace.shop.changes/0/17\"");
        assertThat(run("dead-letters", "discard", "--all")).isEqualTo(1);
        assertThat(err()).contains("give the reason with --note");
    }

    @Test
    void shellsCompleteEveryCommand() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(out()).contains("_picocli_millrace").contains("dead-letters").contains("--timeout");
        assertThat(run("completion", "zsh")).isZero();
        assertThat(out()).contains("autoload -Uz compinit");
        assertThat(run("completion", "fish")).isEqualTo(2);
    }

    @Test
    void everyCommandHasHelpAndJSON() {
        var without = List.of("completion");
        Commands.remote(Map.of()).getSubcommands().forEach((name, command) -> {
            var leaves = command.getSubcommands().isEmpty()
                    ? List.of(command)
                    : List.copyOf(command.getSubcommands().values());
            leaves.forEach(leaf -> {
                assertThat(leaf.getCommandSpec().findOption("--help")).as(name).isNotNull();
                assertThat(leaf.getCommandSpec().findOption("--json") != null)
                        .as(leaf.getCommandSpec().qualifiedName() + " has --json")
                        .isEqualTo(!without.contains(name));
            });
        });
    }
}
