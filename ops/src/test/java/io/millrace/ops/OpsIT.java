package io.millrace.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.bookkeeping.LoadTable;
import io.millrace.clickhouse.bookkeeping.RescueCountTable;
import io.millrace.clickhouse.bookkeeping.sample.LogSample;
import io.millrace.clickhouse.bookkeeping.sample.SampleWriter;
import io.millrace.clickhouse.bookkeeping.sample.SlotSample;
import io.millrace.clickhouse.bookkeeping.sample.SourceSample;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.warehouse.LatencyBucket;
import io.millrace.core.warehouse.Progress;
import io.millrace.testkit.ClickHouseExtension;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    private static ClickHouseClient client;
    private static Ops ops;
    private static OpsApi api;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        ClickHouseWarehouse warehouse = new ClickHouseWarehouse(client, SOURCE, SOURCE);
        warehouse.prepare();
        fillBookkeeping(warehouse);
        fillShop();
        ops = new Ops(TestConfig.of(folder, CLICKHOUSE.url(), SOURCE));
        ops.start();
        api = new OpsApi(ops.port());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api.get("/api/overview").at("/shop/topProducts").size() == 1
                        && api.get("/api/services").size() >= 6);
    }

    @AfterAll
    static void stop() {
        ops.close();
        client.close();
    }

    @Test
    void theOverviewHasFlowLagSlotAndRows() throws Exception {
        JsonNode overview = api.get("/api/overview");
        assertThat(overview.at("/flow/latency/0/stage").asText()).isEqualTo("capture");
        JsonNode total = overview.at("/flow/latency/1");
        assertThat(total.path("count").asLong()).isEqualTo(100);
        assertThat(total.path("p50").asDouble()).isBetween(18.0, 22.0);
        assertThat(total.path("p99").asDouble()).isBetween(150.0, 250.0);
        assertThat(overview.at("/flow/series/0/changes").asLong()).isEqualTo(100);
        assertThat(overview.at("/lag/records").asLong()).isEqualTo(5);
        assertThat(overview.at("/lag/seconds").asDouble()).isGreaterThan(0);
        assertThat(overview.at("/slot/retainedBytes").asLong()).isEqualTo(4_096);
        JsonNode orders = overview.at("/tables/1");
        assertThat(orders.path("table").asText()).isEqualTo("public.orders");
        assertThat(orders.path("view").asText()).isEqualTo("ops_it.orders");
        assertThat(orders.path("difference").asLong()).isEqualTo(1);
    }

    @Test
    void tablesShowTheirLoadsAndRescuedValues() throws Exception {
        JsonNode tables = api.get("/api/tables");
        JsonNode products = tables.at("/2/load");
        assertThat(products.path("stage").asText()).isEqualTo("reading");
        assertThat(products.path("reason").asText()).isEqualTo("someone asked");
        assertThat(products.path("rows").asLong()).isEqualTo(1);
        assertThat(products.path("rowsPerSecond").asDouble()).isBetween(0.001, 0.1);
        assertThat(products.path("secondsLeft").asDouble())
                .isCloseTo(3 / products.path("rowsPerSecond").asDouble(), Offset.offset(0.01));
        assertThat(tables.at("/1/load/stage").asText()).isEqualTo("failed");
        assertThat(tables.at("/1/load/detail").asText()).isEqualTo("no key");
        assertThat(tables.at("/0").has("load"))
                .as("it has landed, and another load died")
                .isFalse();
        assertThat(tables.at("/1/rescued").toString()).isEqualTo("{\"values\":5,\"columns\":[\"amount\",\"day\"]}");
        assertThat(tables.at("/0").has("rescued")).isFalse();
    }

    @Test
    void theOverviewHasTheShop() throws Exception {
        placeOrders();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(api.get("/api/overview")
                                .at("/shop/ordersPerMinute")
                                .asLong())
                        .isEqualTo(2));
        JsonNode shop = api.get("/api/overview").path("shop");
        assertThat(shop.path("revenuePerMinute").asText()).isEqualTo("12.50");
        assertThat(shop.path("minutes")).hasSize(31);
        assertThat(shop.at("/topProducts/0").toString())
                .isEqualTo("{\"sku\":\"A-1\",\"name\":\"Coffee\",\"quantity\":2,\"revenue\":\"12.50\"}");
    }

    @Test
    void systemsThatDoNotAnswerAreDownWithAReasonAndHoldUpNothing() throws Exception {
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
    void theStreamSendsAPictureASecond() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(api.uri("/api/stream")).build();
        HttpResponse<java.io.InputStream> response = OpsApi.HTTP.send(request, BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
            Instant first = at(lines);
            Instant second = at(lines);
            assertThat(Duration.between(first, second)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(3));
        }
    }

    @Test
    void theLatencyHistoryHasEveryStage() throws Exception {
        JsonNode history = api.get("/api/latency?minutes=5");
        assertThat(history.path("stepSeconds").asInt()).isEqualTo(1);
        assertThat(history.at("/points/0/stages").findValuesAsText("stage")).containsExactly("capture", "total");
        assertThat(api.status("/api/latency?minutes=0")).isEqualTo(400);
    }

    @Test
    void aJourneyHasMillisecondsByStage() throws Exception {
        JsonNode journey = api.get("/api/journeys/orders/1");
        assertThat(journey.path("found").asBoolean()).isTrue();
        assertThat(journey.path("op").asText()).isEqualTo("c");
        assertThat(journey.path("ms").toString())
                .isEqualTo("{\"capture\":5.0,\"log\":2.0,\"land\":13.0,\"total\":20.0}");
        assertThat(api.get("/api/journeys/public.orders/99").path("found").asBoolean())
                .isFalse();
        assertThat(api.status("/api/journeys/orders/abc")).isEqualTo(400);
        assertThat(api.status("/api/journeys/nothing/1")).isEqualTo(404);
        assertThat(api.status("/api/journeys/order_items/1")).isEqualTo(400);
    }

    @Test
    void aJourneyWaitsForItsRow() throws Exception {
        var waiting = OpsApi.HTTP.sendAsync(
                HttpRequest.newBuilder(api.uri("/api/journeys/orders/77?wait=10000"))
                        .build(),
                BodyHandlers.ofString());
        order(77, "cancelled", "0.00");
        assertThat(OpsApi.JSON.readTree(waiting.get().body()).path("found").asBoolean())
                .isTrue();
        client.execute("DELETE FROM ops_it_raw.orders WHERE id = 77");
    }

    /** A system that does not answer is recorded only after its time-out. */
    private static JsonNode servicesOnceAllAreSampled() throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(api.get("/api/services").findValuesAsText("name"))
                        .containsExactly("shop", "postgres", "connect", "kafka", "pipeline", "clickhouse", "ops"));
        return api.get("/api/services");
    }

    @Test
    void healthReadinessAndMetricsAnswer() throws Exception {
        servicesOnceAllAreSampled();
        assertThat(api.status("/healthz")).isEqualTo(200);
        assertThat(api.get("/readyz").path("ready").asBoolean()).isTrue();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(api.text("/metrics"))
                        .contains(
                                "millrace_warehouse_up 1",
                                "millrace_lag_seconds",
                                "millrace_service_up{service=\"kafka\"} 0"));
        assertThat(api.get("/api/site").path("topic").asText()).isEqualTo(TOPIC);
        assertThat(api.get("/api/schema-changes").isArray()).isTrue();
    }

    private static void fillBookkeeping(ClickHouseWarehouse warehouse) {
        Instant now = Instant.now();
        long second = now.getEpochSecond();
        warehouse.record(
                List.of(new Progress(TOPIC, 0, 95, 1, 1, 95)),
                List.of(
                        new LatencyBucket(second, LatencyBucket.Stage.TOTAL, 19_800, 40),
                        new LatencyBucket(second, LatencyBucket.Stage.TOTAL, 20_200, 55),
                        new LatencyBucket(second, LatencyBucket.Stage.TOTAL, 200_000, 5),
                        new LatencyBucket(second, LatencyBucket.Stage.CAPTURE, 4_000, 100)));
        SampleWriter samples = new SampleWriter(client, SOURCE);
        samples.logs(List.of(new LogSample(now, TOPIC, 0, 100)));
        samples.slots(List.of(new SlotSample(now, "millrace_ops_it", true, "reserved", 1, 2, 3, 4_096, 128)));
        samples.sources(List.of(
                new SourceSample(now, "public.orders", 3, true), new SourceSample(now, "public.products", 4, true)));
        new RescueCountTable(client, SOURCE)
                .write(List.of(
                        new RescueCountTable.Entry(now, "public.orders", "day", 2),
                        new RescueCountTable.Entry(now, "public.orders", "amount", 3)));
        fillLoads(now);
    }

    /** One continues, one has failed, one has landed, and one has died long ago. */
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
        return new LoadTable.Entry(SOURCE, id, "public." + table, stage, lsn, since, "someone asked", detail, 0, 0, "");
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
        placeOrders();
        client.execute("INSERT INTO ops_it_raw.order_items (order_id, line_no, sku, quantity, unit_price, _version)"
                + " VALUES (1, 1, 'A-1', 2, 6.25, 1), (2, 1, 'A-1', 1, 7, 1)");
        client.execute("INSERT INTO ops_it_raw.products (id, sku, name, _version) VALUES (1, 'A-1', 'Coffee', 1),"
                + " (2, 'A-2', 'Tea', toUInt128('"
                + new SourcePosition(LOADED_AT, LOADED_AT, 0, 0, 0).version() + "'))");
    }

    /** Places them again if they exist: only those of the last minute count for the shop's rate. */
    private static void placeOrders() {
        order(1, "placed", "12.50");
        order(2, "cancelled", "7.00");
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
        return Instant.parse(OpsApi.JSON
                .readTree(line.substring("data:".length()))
                .path("at")
                .asText());
    }
}
