package io.millrace.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.config.ConfigReader;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.resync.ConditionSignature;
import io.millrace.testkit.ClickHouseExtension;
import io.millrace.testkit.KafkaExtension;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Requests by the API, with a real warehouse and log. What the controller would write is written by the tests. */
class ControlApiIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    private static final String SOURCE = "control_it";

    private static ClickHouseClient client;
    private static Ops ops;
    private static OpsApi api;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        new ClickHouseWarehouse(client, SOURCE, SOURCE).prepare();
        try (Admin admin = KafkaClients.admin(Brokers.at(KAFKA.bootstrapServers()))) {
            new ChangeStreamTopics(SOURCE).ensure(admin, 1, 1);
        }
        String yaml = """
                source: {url: 'postgresql://nobody:nothing@127.0.0.1:1/%1$s'}
                log: {bootstrapServers: '%3$s'}
                capture: {connectUrl: 'http://127.0.0.1:1'}
                warehouse: {url: '%2$s', database: %1$s}
                ops: {bind: '127.0.0.1:0'}
                """.formatted(SOURCE, CLICKHOUSE.url(), KAFKA.bootstrapServers());
        ops = new Ops(
                ConfigReader.read(Files.writeString(folder.resolve("millrace.yaml"), yaml), Map.of()),
                Optional.of(CLICKHOUSE.url()),
                ConditionSignature.of("a key of sixteen characters"));
        ops.start();
        api = new OpsApi(ops.port());
    }

    @AfterAll
    static void stop() {
        ops.close();
        client.close();
    }

    @Test
    void aResyncIsRecordedHandedOverAndFollowedToItsEnd() throws Exception {
        HttpResponse<String> accepted =
                post("/api/resyncs", "{\"tables\":[\"orders\"],\"by\":\"ann\",\"client\":\"cli\",\"note\":\"doubts\"}");
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        JsonNode asked = OpsApi.JSON.readTree(accepted.body());
        String id = asked.path("id").asText();
        assertThat(accepted.headers().firstValue("Location")).contains("/api/resyncs/" + id);
        assertThat(asked.path("state").asText()).isEqualTo("queued");
        assertThat(asked.path("askedBy").asText()).isEqualTo("ann (cli 127.0.0.1)");
        assertThat(asked.path("note").asText()).isEqualTo("doubts");
        JsonNode record = records(id).get(0);
        assertThat(record.path("kind").asText()).isEqualTo("resync");
        assertThat(record.path("tables").toString()).isEqualTo("[\"orders\"]");
        assertThat(record.path("askedBy").asText()).isEqualTo("ann (cli 127.0.0.1)");
        assertThat(record.at("/options/reason").asText()).isEqualTo("asked for by ann: doubts");

        controller(id, "resync", "['public.orders']", "running", "1 load is left", "");
        client.execute(
                "INSERT INTO millrace.loads (source, id, source_table, stage, lsn, since, reason, detail, request)"
                        + " VALUES ('" + SOURCE + "', '" + id
                        + "', 'public.orders', 'reading', 77, now64(3), 'asked', '', '" + id + "')");
        JsonNode running = api.get("/api/resyncs/" + id + "?wait=100");
        assertThat(running.path("state").asText()).isEqualTo("running");
        assertThat(running.path("tables").toString()).isEqualTo("[\"public.orders\"]");
        assertThat(running.path("detail").asText()).isEqualTo("1 load is left");
        assertThat(running.at("/loads/0/stage").asText()).isEqualTo("reading");
        assertThat(running.at("/loads/0/lsn").asText()).isEqualTo("0/4D");

        controller(id, "resync", "['public.orders']", "done", "", "");
        assertThat(api.get("/api/resyncs/" + id + "?wait=20000").path("state").asText())
                .isEqualTo("done");
        assertThat(api.get("/api/requests/" + id).path("kind").asText()).isEqualTo("resync");
        assertThat(api.get("/api/resyncs?table=public.orders&state=done")
                        .at("/resyncs/0/id")
                        .asText())
                .isEqualTo(id);
        assertThat(api.status("/api/verifications/" + id)).isEqualTo(404);
    }

    @Test
    void aRequestWithAKeyIsCarriedOutOnce() throws Exception {
        String body = "{\"tables\":[\"public.visits\"]}";
        HttpResponse<String> first = post("/api/resyncs", body, "Idempotency-Key", "once");
        HttpResponse<String> second = post("/api/resyncs", body, "Idempotency-Key", "once");
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
        String id = OpsApi.JSON.readTree(first.body()).path("id").asText();
        assertThat(OpsApi.JSON.readTree(second.body()).path("id").asText()).isEqualTo(id);
        HttpResponse<String> other =
                post("/api/resyncs", "{\"tables\":[\"public.orders\"]}", "Idempotency-Key", "once");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(OpsApi.JSON.readTree(other.body()).path("code").asText()).isEqualTo("idempotency_key_reused");
        HttpResponse<String> verification = post("/api/verifications", "{}", "Idempotency-Key", "once");
        assertThat(OpsApi.JSON.readTree(verification.body()).path("id").asText())
                .as("another kind has keys of its own")
                .isNotEqualTo(id);
        assertThat(post("/api/resyncs", body, "Idempotency-Key", "with space").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aVerificationHasItsVerdictsAndDifferences() throws Exception {
        HttpResponse<String> accepted = post(
                "/api/verifications",
                "{\"tables\":[\"public.orders\",\"public.items\"],\"repair\":true,\"rowsPerSecond\":5000}");
        String id = OpsApi.JSON.readTree(accepted.body()).path("id").asText();
        assertThat(records(id).get(0).path("kind").asText()).isEqualTo("repair");
        assertThat(records(id).get(0).at("/options/rowsPerSecond").asInt()).isEqualTo(5_000);
        controller(id, "repair", "['public.items','public.orders']", "done", "", "");
        client.execute(
                "INSERT INTO millrace.verifications (source, source_table, at, equal, source_rows, warehouse_rows,"
                        + " different, undecided, repaired, lsn, seconds, source_seconds, asked_by, detail, number, request, verdict,"
                        + " reason, repairs, protected) VALUES"
                        + " ('" + SOURCE
                        + "', 'public.orders', now64(3), 1, 10, 9, 2, 0, 2, 77, 1.5, 0.5, 'request', '', 1, '" + id
                        + "', 'equal', '', ['2 rows were read again'], {'email':'hashed'}),"
                        + " ('" + SOURCE
                        + "', 'public.items', now64(3), 0, 5, 5, 0, 0, 0, 0, 0.1, 0, 'request', 'locked', 2, '" + id
                        + "', 'undecided', 'the table is locked', [], {})");
        client.execute(
                "INSERT INTO millrace.verification_differences (source, request, source_table, ordinal, key, kind, columns,"
                        + " source_row, warehouse_row) VALUES"
                        + " ('" + SOURCE + "', '" + id
                        + "', 'public.orders', 0, '7', 'missing-in-warehouse', [], '{\"id\":\"7\"}', 'null'),"
                        + " ('" + SOURCE + "', '" + id
                        + "', 'public.orders', 1, '[8,\"x\"]', 'differs', ['total'], '{\"id\":\"8\"}', '{\"id\":\"8\"}')");
        JsonNode seen = api.get("/api/verifications/" + id + "?wait=1000");
        assertThat(seen.path("equal").asBoolean()).isFalse();
        assertThat(seen.path("repair").asBoolean()).isTrue();
        assertThat(seen.path("verdicts").findValuesAsText("verdict")).containsExactly("undecided", "equal");
        JsonNode orders = seen.at("/verdicts/1");
        assertThat(orders.path("lsn").asText()).isEqualTo("0/4D");
        assertThat(orders.path("repairs").toString()).isEqualTo("[\"2 rows were read again\"]");
        assertThat(orders.path("protected").toString()).isEqualTo("{\"email\":\"hashed\"}");

        JsonNode page = api.get("/api/verifications/" + id + "/differences?limit=1");
        assertThat(page.at("/differences/0").toString())
                .isEqualTo("{\"table\":\"public.orders\",\"key\":7,\"kind\":\"missing-in-warehouse\",\"columns\":[],"
                        + "\"source\":{\"id\":\"7\"}}");
        JsonNode next = api.get("/api/verifications/" + id + "/differences?table=orders&limit=1&cursor="
                + page.path("next").asText());
        assertThat(next.at("/differences/0/key").toString()).isEqualTo("[8,\"x\"]");
        assertThat(next.has("next")).isFalse();
        assertThat(api.status("/api/verifications/" + id + "/differences?cursor=nonsense"))
                .isEqualTo(400);
    }

    @Test
    void captureIsPausedByARequest() throws Exception {
        JsonNode pause = OpsApi.JSON.readTree(
                post("/api/capture/pause", "{\"by\":\"ann\"}").body());
        String id = pause.path("id").asText();
        assertThat(records(id).get(0).path("kind").asText()).isEqualTo("pause");
        assertThat(records(id).get(0).path("tables")).isEmpty();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(api.get("/api/capture").path("state").asText())
                                .isEqualTo("down"));
        assertThat(api.get("/api/capture").at("/lastRequest/id").asText()).isEqualTo(id);
        controller(id, "pause", "[]", "failed", "", "Connect does not answer");
        assertThat(api.get("/api/requests/" + id + "?wait=5000").path("error").asText())
                .isEqualTo("Connect does not answer");
    }

    @Test
    void requestsAreListedPageByPageWithTheLatestFirst() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(
                    0,
                    OpsApi.JSON
                            .readTree(post("/api/verifications", "{\"tables\":[\"pages.t" + i + "\"]}")
                                    .body())
                            .path("id")
                            .asText());
        }
        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get("/api/requests?kind=verify&limit=2" + cursor);
            page.path("requests")
                    .forEach(request -> listed.add(request.path("id").asText()));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());
        assertThat(listed).doesNotHaveDuplicates().containsSubsequence(ids);
        assertThat(api.status("/api/requests?cursor=x")).isEqualTo(400);
        assertThat(api.status("/api/requests?kind=dance")).isEqualTo(400);
        assertThat(api.status("/api/requests/none")).isEqualTo(404);
    }

    @Test
    void whatMakesNoSenseIsRefusedWithAReason() throws Exception {
        for (String body : List.of(
                "{}",
                "{\"tables\":[\"a\"],\"all\":true}",
                "{\"tables\":[\"\"]}",
                "{\"tables\":[\"a\",\"b\"],\"where\":\"id = 1\"}",
                "{\"all\":true,\"where\":\"id = 1\"}",
                "{\"tables\":[\"a\"],\"where\":\" \"}",
                "{\"tables\":[\"a\"],\"client\":\"telepathy\"}",
                "{\"tables\":[\"a\"],\"unknown\":1}")) {
            HttpResponse<String> refused = post("/api/resyncs", body);
            assertThat(refused.statusCode()).as(body).isEqualTo(400);
            JsonNode problem = OpsApi.JSON.readTree(refused.body());
            assertThat(problem.path("code").asText()).isEqualTo("bad_request");
            assertThat(problem.path("detail").asText()).as(body).endsWith(".");
        }
        assertThat(post("/api/verifications", "{\"rowsPerSecond\":0}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aConditionIsSigned() throws Exception {
        JsonNode asked =
                OpsApi.JSON.readTree(post("/api/resyncs", "{\"tables\":[\"public.orders\"],\"where\":\"id = 7\"}")
                        .body());
        assertThat(asked.path("where").asText()).isEqualTo("id = 7");
        assertThat(records(asked.path("id").asText()).get(0).path("signature").asText())
                .hasSize(64);
    }

    @Test
    void aTableIsShownWithItsColumns() throws Exception {
        client.execute("CREATE DATABASE IF NOT EXISTS control_it_raw");
        client.execute("CREATE DATABASE IF NOT EXISTS control_it");
        client.execute(
                "CREATE TABLE control_it_raw.beans (id Int64 COMMENT '{\"n\":1,\"name\":\"id\",\"type\":\"bigint\"}',"
                        + " weight Decimal(12, 2) COMMENT '{\"n\":2,\"name\":\"weight\",\"type\":\"numeric(12,2)\"}',"
                        + " old String COMMENT '{\"n\":3,\"name\":\"old\",\"retired\":true}', _version UInt128)"
                        + " ENGINE = ReplacingMergeTree(_version) ORDER BY id");
        client.execute("CREATE VIEW control_it.beans AS SELECT id, weight FROM control_it_raw.beans FINAL");
        client.execute("INSERT INTO control_it_raw.beans VALUES (1, 2.5, '', 1)");
        client.execute(
                "INSERT INTO millrace.tables (source, source_table, view_database, storage_database, name, storage_name)"
                        + " VALUES ('" + SOURCE
                        + "', 'public.beans', 'control_it', 'control_it_raw', 'beans', 'beans')");
        client.execute("INSERT INTO millrace.rescue_counts (source, minute, source_table, column, `values`) VALUES ('"
                + SOURCE + "', now(), 'public.beans', 'weight', 3)");
        JsonNode table = api.get("/api/tables/beans");
        assertThat(table.path("table").asText()).isEqualTo("public.beans");
        assertThat(table.path("view").asText()).isEqualTo("control_it.beans");
        assertThat(table.path("storage").asText()).isEqualTo("control_it_raw.beans");
        assertThat(table.path("warehouseRows").asLong()).isEqualTo(1);
        assertThat(table.path("columns").toString())
                .isEqualTo(
                        "[{\"name\":\"id\",\"sourceType\":\"bigint\",\"warehouseType\":\"Int64\",\"key\":true},"
                                + "{\"name\":\"weight\",\"sourceType\":\"numeric(12,2)\",\"warehouseType\":\"Decimal(12, 2)\",\"key\":false}]");
        assertThat(table.path("rescued").toString()).isEqualTo("[{\"column\":\"weight\",\"values\":3}]");
        assertThat(api.status("/api/tables/nothing")).isEqualTo(404);
    }

    @Test
    void statementsAreAnsweredWithinLimitsAndChangeNothing() throws Exception {
        HttpResponse<String> tsv = post("/api/query", "{\"sql\":\"SELECT 1, 'a'\"}");
        assertThat(tsv.body()).isEqualTo("1\ta\n");
        assertThat(tsv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/tab-separated-values");
        assertThat(post("/api/query", "{\"sql\":\"SELECT 1 AS one\",\"format\":\"JSONEachRow\"}")
                        .body())
                .isEqualTo("{\"one\":1}\n");
        assertThat(post("/api/query", "{\"sql\":\"SELECT number FROM numbers(300000)\"}")
                        .body()
                        .lines())
                .hasSize(300_000);
        problem(post("/api/query", "{\"sql\":\"SELEC 1\"}"), 400, "query_refused");
        problem(post("/api/query", "{\"sql\":\"SELECT toUInt8('x')\"}"), 400, "query_refused");
        problem(post("/api/query", "{\"sql\":\"SELECT * FROM nowhere.nothing\"}"), 400, "query_refused");
        problem(
                post("/api/query", "{\"sql\":\"INSERT INTO millrace.rescue_counts (source) VALUES ('x')\"}"),
                400,
                "query_refused");
        problem(post("/api/query", "{\"sql\":\"SELECT number FROM numbers(1000001)\"}"), 413, "query_too_large");
        problem(post("/api/query", "{\"sql\":\"SELECT 1\",\"format\":\"Nonsense\"}"), 400, "bad_request");
        problem(post("/api/query", "{\"sql\":\" \"}"), 400, "bad_request");
    }

    private static void problem(HttpResponse<String> response, int status, String code) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(OpsApi.JSON.readTree(response.body()).path("code").asText()).isEqualTo(code);
    }

    /** What the controller writes. */
    private static void controller(String id, String kind, String tables, String state, String detail, String error) {
        client.execute(
                "INSERT INTO millrace.control_requests (source, id, kind, tables, where, asked_by, asked_at, state, detail,"
                        + " error, number) SELECT '" + SOURCE + "', '" + id + "', '" + kind + "', " + tables
                        + ", '', 'x', now64(3), '" + state + "', '" + detail + "', '" + error
                        + "', max(number) + 1 FROM millrace.control_requests");
    }

    private static HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return OpsApi.HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** The records of the control topic with an id. */
    private static List<JsonNode> records(String id) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(new ChangeStreamTopics(SOURCE).control(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    if (new String(record.key(), UTF_8).equals(id)) {
                        found.add(OpsApi.JSON.readTree(record.value()));
                    }
                }
            }
        }
        return found;
    }
}
