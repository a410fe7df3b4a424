package io.millrace.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.bookkeeping.LoadTable;
import io.millrace.clickhouse.bookkeeping.LogSample;
import io.millrace.clickhouse.bookkeeping.MisfitTable;
import io.millrace.clickhouse.bookkeeping.SampleWriter;
import io.millrace.clickhouse.bookkeeping.SlotSample;
import io.millrace.clickhouse.bookkeeping.SourceSample;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.warehouse.Progress;
import io.millrace.core.warehouse.StageLatency;
import io.millrace.testkit.ClickHouseExtension;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole process against a real warehouse; the other systems do not answer. */
class OpsIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String SOURCE = "ops_it";
    private static final String TOPIC = "millrace.ops_it.changes";

    /** Where a load of a table stands in the stream. */
    private static final long LOADED_AT = 77;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ClickHouseClient client;
    private static Ops ops;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        ClickHouseWarehouse warehouse = new ClickHouseWarehouse(client, SOURCE, SOURCE);
        warehouse.prepare();
        fillBookkeeping(warehouse);
        fillShop();
        ops = new Ops(TestConfig.of(folder, CLICKHOUSE.url(), SOURCE));
        ops.start();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/api/overview").at("/shop/topProducts").size() == 1
                        && get("/api/services").size() >= 6);
    }

    @AfterAll
    static void stop() {
        ops.close();
        client.close();
    }

    @Test
    void the_overview_tells_flow_lag_slot_and_rows() throws Exception {
        JsonNode overview = get("/api/overview");
        assertThat(overview.at("/flow/latency/0/stage").asText()).isEqualTo("capture");
        JsonNode total = overview.at("/flow/latency/1");
        assertThat(total.path("count").asLong()).isEqualTo(100);
        assertThat(total.path("p50").asDouble()).isBetween(18.0, 22.0);
        assertThat(total.path("p99").asDouble()).isBetween(150.0, 250.0);
        assertThat(overview.at("/flow/series/0/changes").asLong()).isEqualTo(100);
        assertThat(overview.at("/lag/events").asLong()).isEqualTo(5);
        assertThat(overview.at("/lag/seconds").asDouble()).isGreaterThan(0);
        assertThat(overview.at("/slot/retainedBytes").asLong()).isEqualTo(4_096);
        JsonNode orders = overview.at("/tables/1");
        assertThat(orders.path("table").asText()).isEqualTo("public.orders");
        assertThat(orders.path("view").asText()).isEqualTo("ops_it.orders");
        assertThat(orders.path("difference").asLong()).isEqualTo(1);
    }

    @Test
    void tables_tell_of_their_loads_and_of_values_that_did_not_fit() throws Exception {
        JsonNode tables = get("/api/tables");
        JsonNode products = tables.at("/2/load");
        assertThat(products.path("stage").asText()).isEqualTo("reading");
        assertThat(products.path("reason").asText()).isEqualTo("somebody asked");
        assertThat(products.path("rows").asLong()).isEqualTo(1);
        assertThat(products.path("rowsPerSecond").asDouble()).isBetween(0.001, 0.1);
        assertThat(products.path("secondsLeft").asDouble())
                .isCloseTo(3 / products.path("rowsPerSecond").asDouble(), Offset.offset(0.01));
        assertThat(tables.at("/1/load/stage").asText()).isEqualTo("failed");
        assertThat(tables.at("/1/load/detail").asText()).isEqualTo("no key");
        assertThat(tables.at("/0").has("load"))
                .as("it has landed, and another load died")
                .isFalse();
        assertThat(tables.at("/1/misfits").toString()).isEqualTo("{\"values\":5,\"columns\":[\"amount\",\"day\"]}");
        assertThat(tables.at("/0").has("misfits")).isFalse();
    }

    @Test
    void the_overview_tells_how_the_shop_fares() throws Exception {
        JsonNode shop = get("/api/overview").path("shop");
        assertThat(shop.path("ordersPerMinute").asLong()).isEqualTo(2);
        assertThat(shop.path("revenuePerMinute").asText()).isEqualTo("12.50");
        assertThat(shop.path("minutes")).hasSize(31);
        assertThat(shop.at("/topProducts/0").toString())
                .isEqualTo("{\"sku\":\"A-1\",\"name\":\"Coffee\",\"quantity\":2,\"revenue\":\"12.50\"}");
    }

    @Test
    void systems_that_do_not_answer_are_down_with_a_reason_and_hold_up_nothing() throws Exception {
        JsonNode services = servicesOnceAllAreSampled();
        for (JsonNode service : services) {
            boolean ours =
                    List.of("clickhouse", "ops").contains(service.path("name").asText());
            assertThat(service.path("state").asText()).as(service.toString()).isEqualTo(ours ? "up" : "down");
            assertThat(service.path("detail").asText().isEmpty())
                    .as(service.toString())
                    .isEqualTo(ours);
        }
    }

    @Test
    void the_stream_sends_a_picture_a_second() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/api/stream")).build();
        HttpResponse<java.io.InputStream> response = HTTP.send(request, BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
            Instant first = at(lines);
            Instant second = at(lines);
            assertThat(Duration.between(first, second)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(3));
        }
    }

    @Test
    void the_latency_history_has_every_stage() throws Exception {
        JsonNode history = get("/api/latency?minutes=5");
        assertThat(history.path("stepSeconds").asInt()).isEqualTo(1);
        assertThat(history.at("/points/0/stages").findValuesAsText("stage")).containsExactly("capture", "total");
        assertThat(status("/api/latency?minutes=0")).isEqualTo(400);
    }

    @Test
    void dead_letters_are_listed_page_by_page() throws Exception {
        JsonNode page = get("/api/dead-letters?limit=1");
        assertThat(page.path("total").asInt()).isEqualTo(2);
        assertThat(page.at("/letters/0/offset").asLong()).isEqualTo(8);
        assertThat(page.at("/letters/0/code").asText()).isEqualTo("NOT_JSON");
        JsonNode next =
                get("/api/dead-letters?limit=1&before=" + page.path("next").asText());
        assertThat(next.at("/letters/0/offset").asLong()).isEqualTo(7);
        assertThat(next.at("/letters/0/table").asText()).isEqualTo("public.orders");
        assertThat(next.has("next")).isFalse();
        assertThat(get("/api/dead-letters?code=BAD_VALUE").path("letters")).hasSize(1);
        assertThat(get("/api/dead-letters?table=public.orders").path("total").asInt())
                .isEqualTo(1);
    }

    @Test
    void a_dead_letter_is_shown_cut_and_downloaded_whole() throws Exception {
        String path = "/api/dead-letters/" + TOPIC + "/0/";
        JsonNode text = get(path + "7");
        assertThat(text.at("/key/content").asText()).isEqualTo("{\"id\":1}");
        assertThat(text.at("/value/bytes").asLong()).isEqualTo(300_000);
        assertThat(text.at("/value/truncated").asBoolean()).isTrue();
        assertThat(text.at("/value/content").asText()).hasSize(256 * 1024);
        byte[] whole = HTTP.send(
                        HttpRequest.newBuilder(uri(text.at("/value/download").asText()))
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();
        assertThat(whole).isEqualTo(large());
        JsonNode binary = get(path + "8");
        assertThat(binary.at("/value/encoding").asText()).isEqualTo("base64");
        assertThat(binary.at("/value/content").binaryValue()).isEqualTo(new byte[] {0, (byte) 0xfe, 1});
        assertThat(status(path + "9")).isEqualTo(404);
        assertThat(status("/api/dead-letters/other/0/7")).isEqualTo(404);
    }

    @Test
    void dead_letters_are_grouped_by_code_and_table() throws Exception {
        JsonNode groups = get("/api/dead-letters/groups");
        assertThat(groups.findValuesAsText("code")).containsExactlyInAnyOrder("BAD_VALUE", "NOT_JSON");
        for (JsonNode group : groups) {
            assertThat(group.path("open").asInt() + group.path("discarded").asInt())
                    .isEqualTo(1);
            assertThat(group.path("advice").asText()).isNotEmpty();
        }
    }

    @Test
    void what_is_asked_for_is_recorded_also_where_the_log_does_not_take_it() throws Exception {
        String id = TOPIC + "/0/8";
        JsonNode verdict = post("/api/dead-letters/dry-run", "{\"letters\":[\"" + id + "\"]}");
        assertThat(verdict.at("/verdicts/0/outcome").asText()).isEqualTo("rejected");
        JsonNode receipt = post("/api/dead-letters/replay", "{\"letters\":[\"" + id + "\"],\"by\":\"ann\"}");
        assertThat(receipt.path("done").asInt()).isZero();
        assertThat(receipt.at("/refused/0/detail").asText()).contains("Kafka did not take the record");
        JsonNode detail = get("/api/dead-letters/" + id);
        assertThat(detail.at("/letter/status").asText()).isEqualTo("open");
        assertThat(detail.at("/letter/attempts").asInt()).isEqualTo(1);
        assertThat(detail.path("actions").findValuesAsText("action")).startsWith("replay", "failed");
        assertThat(detail.at("/actions/0/who").asText()).isEqualTo("ann");
        assertThat(get("/api/dead-letters/requests/" + receipt.path("request").asText())
                        .path("failed")
                        .asInt())
                .isEqualTo(1);
        assertThat(postStatus("/api/dead-letters/discard", "{\"letters\":[\"" + id + "\"]}"))
                .isEqualTo(400);
        post("/api/dead-letters/discard", "{\"letters\":[\"" + id + "\"],\"note\":\"noise\",\"client\":\"cli\"}");
        assertThat(get("/api/dead-letters?status=discarded").path("letters")).hasSize(1);
        assertThat(get("/api/dead-letters/" + id).at("/actions/2/note").asText())
                .isEqualTo("noise");
        assertThat(postStatus("/api/dead-letters/replay", "{}")).isEqualTo(400);
        assertThat(postStatus("/api/dead-letters/replay", "{\"all\":true,\"wrong\":1}"))
                .isEqualTo(400);
    }

    @Test
    void a_journey_is_told_with_milliseconds_by_stage() throws Exception {
        JsonNode journey = get("/api/journeys/orders/1");
        assertThat(journey.path("found").asBoolean()).isTrue();
        assertThat(journey.path("op").asText()).isEqualTo("c");
        assertThat(journey.path("ms").toString())
                .isEqualTo("{\"capture\":5.0,\"log\":2.0,\"land\":13.0,\"total\":20.0}");
        assertThat(get("/api/journeys/public.orders/99").path("found").asBoolean())
                .isFalse();
        assertThat(status("/api/journeys/orders/abc")).isEqualTo(400);
        assertThat(status("/api/journeys/nothing/1")).isEqualTo(404);
        assertThat(status("/api/journeys/order_items/1")).isEqualTo(400);
    }

    @Test
    void a_journey_waits_for_its_row() throws Exception {
        var waiting = HTTP.sendAsync(
                HttpRequest.newBuilder(uri("/api/journeys/orders/77?wait=10000"))
                        .build(),
                BodyHandlers.ofString());
        order(77, "cancelled", "0.00");
        assertThat(JSON.readTree(waiting.get().body()).path("found").asBoolean())
                .isTrue();
        client.execute("DELETE FROM ops_it_raw.orders WHERE id = 77");
    }

    /** A system that does not answer is recorded only after its time-out. */
    private static JsonNode servicesOnceAllAreSampled() throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(get("/api/services").findValuesAsText("name"))
                        .containsExactly("shop", "postgres", "connect", "kafka", "pipeline", "clickhouse", "ops"));
        return get("/api/services");
    }

    @Test
    void health_readiness_and_metrics_answer() throws Exception {
        servicesOnceAllAreSampled();
        assertThat(status("/healthz")).isEqualTo(200);
        assertThat(get("/readyz").path("ready").asBoolean()).isTrue();
        HttpRequest request = HttpRequest.newBuilder(uri("/metrics")).build();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                HTTP.send(request, BodyHandlers.ofString()).body())
                        .contains(
                                "millrace_warehouse_up 1",
                                "millrace_lag_seconds",
                                "millrace_service_up{service=\"kafka\"} 0"));
        assertThat(get("/api/site").path("topic").asText()).isEqualTo(TOPIC);
        assertThat(get("/api/schema-changes").isArray()).isTrue();
    }

    private static void fillBookkeeping(ClickHouseWarehouse warehouse) {
        Instant now = Instant.now();
        long second = now.getEpochSecond();
        warehouse.record(
                List.of(new Progress(TOPIC, 0, 95, 1, 1, 95)),
                List.of(
                        new StageLatency(second, StageLatency.Stage.TOTAL, 19_800, 40),
                        new StageLatency(second, StageLatency.Stage.TOTAL, 20_200, 55),
                        new StageLatency(second, StageLatency.Stage.TOTAL, 200_000, 5),
                        new StageLatency(second, StageLatency.Stage.CAPTURE, 4_000, 100)));
        warehouse.recordDeadLetters(List.of(
                new DeadLetter(
                        new StreamPosition(TOPIC, 0, 7, now.toEpochMilli() - 1_000),
                        ErrorCode.BAD_VALUE,
                        "column total is no number",
                        Optional.of(new TableId("public", "orders")),
                        Optional.of(java.math.BigInteger.TEN.pow(30)),
                        "{\"id\":1}".getBytes(UTF_8),
                        large()),
                new DeadLetter(
                        new StreamPosition(TOPIC, 0, 8, now.toEpochMilli()),
                        ErrorCode.NOT_JSON,
                        "the record is no JSON",
                        Optional.empty(),
                        Optional.empty(),
                        null,
                        new byte[] {0, (byte) 0xfe, 1})));
        SampleWriter samples = new SampleWriter(client);
        samples.logs(List.of(new LogSample(now, TOPIC, 0, 100)));
        samples.slots(List.of(new SlotSample(now, "millrace_ops_it", true, "reserved", 1, 2, 3, 4_096, 128)));
        samples.sources(List.of(
                new SourceSample(now, "public.orders", 3, true), new SourceSample(now, "public.products", 4, true)));
        new MisfitTable(client)
                .write(List.of(
                        new MisfitTable.Entry(now, "public.orders", "day", 2),
                        new MisfitTable.Entry(now, "public.orders", "amount", 3)));
        fillLoads(now);
    }

    /** One goes on, one has failed, one has landed, and one has died long ago. */
    private static void fillLoads(Instant now) {
        LoadTable loads = new LoadTable(client);
        loads.write(List.of(
                load("a", "products", "waiting", 0, now, ""),
                load("b", "orders", "reading", 5, now, ""),
                load("c", "order_items", "read", 5, now, "")));
        loads.write(List.of(
                load("a", "products", "reading", LOADED_AT, now.minusSeconds(20), ""),
                load("b", "orders", "failed", 0, now, "no key"),
                load("c", "order_items", "landed", 5, now, "")));
        client.execute("INSERT INTO millrace.loads (source, id, source_table, stage, at)"
                + " VALUES ('ops_it', 'd', 'public.order_items', 'reading', now64(6) - INTERVAL 5 MINUTE)");
    }

    private static LoadTable.Entry load(String id, String table, String stage, long lsn, Instant since, String detail) {
        return new LoadTable.Entry(SOURCE, id, "public." + table, stage, lsn, since, "somebody asked", detail);
    }

    private static byte[] large() {
        byte[] large = new byte[300_000];
        Arrays.fill(large, (byte) 'x');
        return large;
    }

    /** The shop's tables as the pipeline makes them. */
    private static void fillShop() {
        client.execute("CREATE DATABASE ops_it");
        client.execute("CREATE DATABASE ops_it_raw");
        table(
                "orders",
                "id Int64, status String, total Decimal(12, 2), currency String, placed_at DateTime64(6, 'UTC')",
                "id");
        table(
                "order_items",
                "order_id Int64, line_no Int32, sku String, quantity Int32, unit_price Decimal(10, 2)",
                "order_id, line_no");
        table("products", "id Int64, sku String, name String", "id");
        order(1, "placed", "12.50");
        order(2, "cancelled", "7.00");
        client.execute("INSERT INTO ops_it_raw.order_items (order_id, line_no, sku, quantity, unit_price, _version)"
                + " VALUES (1, 1, 'A-1', 2, 6.25, 1), (2, 1, 'A-1', 1, 7, 1)");
        client.execute("INSERT INTO ops_it_raw.products (id, sku, name, _version) VALUES (1, 'A-1', 'Coffee', 1),"
                + " (2, 'A-2', 'Tea', toUInt128('"
                + new SourcePosition(LOADED_AT, LOADED_AT, 0, 0, 0).version() + "'))");
    }

    private static void order(long id, String status, String total) {
        client.execute("INSERT INTO ops_it_raw.orders (id, status, total, currency, placed_at, _version, _op,"
                + " _committed_at, _captured_at, _logged_at, _landed_at) SELECT " + id + ", '" + status + "', " + total
                + ", 'EUR', now64(6) - 1, 1, 'c', now64(3) AS t, t + INTERVAL 5 MILLISECOND, t + INTERVAL 7 MILLISECOND,"
                + " t + INTERVAL 20 MILLISECOND");
    }

    private static void table(String name, String columns, String key) {
        client.execute("CREATE TABLE ops_it_raw." + name + " (" + columns + ", _version UInt128, _deleted UInt8,"
                + " _op LowCardinality(String), _committed_at DateTime64(6, 'UTC'), _captured_at DateTime64(6, 'UTC'),"
                + " _logged_at DateTime64(3, 'UTC'), _landed_at DateTime64(6, 'UTC') DEFAULT now64(6))"
                + " ENGINE = ReplacingMergeTree(_version, _deleted) ORDER BY (" + key + ")");
        client.execute("CREATE VIEW ops_it." + name + " AS SELECT * EXCEPT (_version, _deleted, _op, _committed_at,"
                + " _captured_at, _logged_at, _landed_at) FROM ops_it_raw." + name + " FINAL");
        client.execute("INSERT INTO millrace.tables (source, source_table, view_database, storage_database, name)"
                + " VALUES ('ops_it', 'public." + name + "', 'ops_it', 'ops_it_raw', '" + name + "')");
    }

    /** The time of the next picture in the stream. */
    private static Instant at(BufferedReader lines) throws Exception {
        String line = lines.readLine();
        while (!line.startsWith("data:")) {
            line = lines.readLine();
        }
        return Instant.parse(
                JSON.readTree(line.substring("data:".length())).path("at").asText());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ops.port() + path);
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> response =
                HTTP.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
        return JSON.readTree(response.body());
    }

    private static HttpResponse<String> send(String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode post(String path, String body) throws Exception {
        HttpResponse<String> response = send(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static int postStatus(String path, String body) throws Exception {
        return send(path, body).statusCode();
    }

    private static int status(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString())
                .statusCode();
    }
}
