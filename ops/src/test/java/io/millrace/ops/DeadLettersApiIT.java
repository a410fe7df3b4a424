package io.millrace.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.testkit.ClickHouseExtension;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The dead-letter API of the whole process, with a real warehouse; the other systems, Kafka too, do not answer. */
class DeadLettersApiIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String SOURCE = "dead_letters_api_it";
    private static final String TOPIC = "millrace.dead_letters_api_it.changes";

    private static Ops ops;
    private static OpsApi api;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()))) {
            ClickHouseWarehouse warehouse = new ClickHouseWarehouse(client, SOURCE, SOURCE);
            warehouse.prepare();
            write(warehouse);
        }
        ops = new Ops(TestConfig.of(folder, CLICKHOUSE.url(), SOURCE));
        ops.start();
        api = new OpsApi(ops.port());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api.get("/api/dead-letters").path("total").asInt() == 3);
    }

    @AfterAll
    static void stop() {
        ops.close();
    }

    @Test
    void deadLettersAreListedPageByPage() throws Exception {
        JsonNode page = api.get("/api/dead-letters?limit=1");
        assertThat(page.path("total").asInt()).isEqualTo(3);
        assertThat(page.at("/deadLetters/0/offset").asLong()).isEqualTo(8);
        assertThat(page.at("/deadLetters/0/code").asText()).isEqualTo("NOT_JSON");
        JsonNode next =
                api.get("/api/dead-letters?limit=1&before=" + page.path("next").asText());
        assertThat(next.at("/deadLetters/0/offset").asLong()).isEqualTo(7);
        assertThat(next.at("/deadLetters/0/index").asInt()).isEqualTo(12);
        JsonNode last =
                api.get("/api/dead-letters?limit=1&before=" + next.path("next").asText());
        assertThat(last.at("/deadLetters/0/offset").asLong()).isEqualTo(7);
        assertThat(last.at("/deadLetters/0/index").asInt()).isZero();
        assertThat(last.at("/deadLetters/0/table").asText()).isEqualTo("public.orders");
        assertThat(last.has("next")).isFalse();
        assertThat(api.get("/api/dead-letters?code=BAD_VALUE").path("deadLetters"))
                .hasSize(1);
        assertThat(api.get("/api/dead-letters?code=ROW_REJECTED").path("deadLetters"))
                .hasSize(1);
        assertThat(api.get("/api/dead-letters?table=public.orders")
                        .path("total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aDeadLetterIsShownCutAndDownloadedWhole() throws Exception {
        String path = "/api/dead-letters/" + TOPIC + "/0/";
        JsonNode text = api.get(path + "7");
        assertThat(text.at("/key/content").asText()).isEqualTo("{\"id\":1}");
        assertThat(text.at("/value/bytes").asLong()).isEqualTo(300_000);
        assertThat(text.at("/value/truncated").asBoolean()).isTrue();
        assertThat(text.at("/value/content").asText()).hasSize(256 * 1024);
        byte[] whole = OpsApi.HTTP
                .send(
                        HttpRequest.newBuilder(
                                        api.uri(text.at("/value/download").asText()))
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();
        assertThat(whole).isEqualTo(large());
        JsonNode binary = api.get(path + "8");
        assertThat(binary.at("/value/encoding").asText()).isEqualTo("base64");
        assertThat(binary.at("/value/content").binaryValue()).isEqualTo(new byte[] {0, (byte) 0xfe, 1});
        assertThat(api.status(path + "9")).isEqualTo(404);
        assertThat(api.status(path + "x")).isEqualTo(400);
        assertThat(api.status("/api/dead-letters/other/0/7")).isEqualTo(404);
    }

    @Test
    void aChangeOfABlockIsShownAndDiscardedByItsIndex() throws Exception {
        String id = TOPIC + "/0/7.12";
        JsonNode change = api.get("/api/dead-letters/" + id);
        assertThat(change.at("/deadLetter/index").asInt()).isEqualTo(12);
        assertThat(change.at("/value/content").asText()).isEqualTo("{\"the\":\"twelfth\"}");
        assertThat(change.at("/value/download").asText()).isEqualTo("/api/dead-letters/" + id + "/value");
        assertThat(api.status("/api/dead-letters/" + id + "/value")).isEqualTo(200);
        assertThat(api.status("/api/dead-letters/" + TOPIC + "/0/7.11")).isEqualTo(404);
        api.post("/api/dead-letters/discard", "{\"deadLetters\":[\"" + id + "\"],\"note\":\"noise\"}");
        assertThat(api.get("/api/dead-letters/" + id).at("/deadLetter/status").asText())
                .isEqualTo("discarded");
        JsonNode first = api.get("/api/dead-letters/" + TOPIC + "/0/7");
        assertThat(first.at("/deadLetter/status").asText()).isEqualTo("open");
        assertThat(first.path("actions")).isEmpty();
    }

    @Test
    void deadLettersAreGroupedByCodeAndTable() throws Exception {
        JsonNode groups = api.get("/api/dead-letters/groups");
        assertThat(groups.findValuesAsText("code")).containsExactlyInAnyOrder("BAD_VALUE", "NOT_JSON", "ROW_REJECTED");
        for (JsonNode group : groups) {
            assertThat(group.path("open").asInt() + group.path("discarded").asInt())
                    .isEqualTo(1);
            assertThat(group.path("advice").asText()).isNotEmpty();
        }
    }

    @Test
    void whatIsAskedForIsRecordedAlsoWhereTheLogDoesNotTakeIt() throws Exception {
        String id = TOPIC + "/0/8";
        JsonNode verdict = api.post("/api/dead-letters/dry-run", "{\"deadLetters\":[\"" + id + "\"]}");
        assertThat(verdict.at("/verdicts/0/outcome").asText()).isEqualTo("rejected");
        JsonNode receipt = api.post("/api/dead-letters/replay", "{\"deadLetters\":[\"" + id + "\"],\"by\":\"ann\"}");
        assertThat(receipt.path("done").asInt()).isZero();
        assertThat(receipt.at("/refused/0/detail").asText()).contains("Kafka did not accept the record");
        JsonNode detail = api.get("/api/dead-letters/" + id);
        assertThat(detail.at("/deadLetter/status").asText()).isEqualTo("open");
        assertThat(detail.at("/deadLetter/attempts").asInt()).isEqualTo(1);
        assertThat(detail.path("actions").findValuesAsText("action")).startsWith("replay", "failed");
        assertThat(detail.at("/actions/0/who").asText()).isEqualTo("ann");
        assertThat(api.get("/api/dead-letters/requests/"
                                + receipt.path("request").asText())
                        .path("failed")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.postStatus("/api/dead-letters/discard", "{\"deadLetters\":[\"" + id + "\"]}"))
                .isEqualTo(400);
        api.post(
                "/api/dead-letters/discard",
                "{\"deadLetters\":[\"" + id + "\"],\"note\":\"noise\",\"client\":\"cli\"}");
        assertThat(api.get("/api/dead-letters?status=discarded&code=NOT_JSON").path("deadLetters"))
                .hasSize(1);
        assertThat(api.get("/api/dead-letters/" + id).at("/actions/2/note").asText())
                .isEqualTo("noise");
        assertThat(api.postStatus("/api/dead-letters/replay", "{}")).isEqualTo(400);
        assertThat(api.postStatus("/api/dead-letters/replay", "{\"all\":true,\"wrong\":1}"))
                .isEqualTo(400);
    }

    private static void write(ClickHouseWarehouse warehouse) {
        Instant now = Instant.now();
        warehouse.recordDeadLetters(List.of(
                new DeadLetter(
                        new StreamPosition(TOPIC, 0, 7, now.toEpochMilli() - 1_000),
                        ErrorCode.BAD_VALUE,
                        "column total is no number",
                        Optional.of(new TableId("public", "orders")),
                        Optional.of(BigInteger.TEN.pow(30)),
                        "{\"id\":1}".getBytes(UTF_8),
                        large()),
                new DeadLetter(
                        new StreamPosition(TOPIC, 0, 7, now.toEpochMilli() - 1_000, 12),
                        ErrorCode.ROW_REJECTED,
                        "the warehouse rejects it",
                        Optional.empty(),
                        Optional.empty(),
                        null,
                        "{\"the\":\"twelfth\"}".getBytes(UTF_8)),
                new DeadLetter(
                        new StreamPosition(TOPIC, 0, 8, now.toEpochMilli()),
                        ErrorCode.NOT_JSON,
                        "the record is no JSON",
                        Optional.empty(),
                        Optional.empty(),
                        null,
                        new byte[] {0, (byte) 0xfe, 1})));
    }

    private static byte[] large() {
        byte[] large = new byte[300_000];
        Arrays.fill(large, (byte) 'x');
        return large;
    }
}
