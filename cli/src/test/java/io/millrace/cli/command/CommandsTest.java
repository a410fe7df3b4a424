package io.millrace.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.OpsDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The commands as a shell runs them, against the answers that ops.yaml documents. */
final class CommandsTest extends CommandCase {
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
