package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One demo stack: what a stranger does with it in the first quarter of an hour, and what may go wrong meanwhile. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(1)
final class WholeChainIT {
    private static final List<String> TABLES = List.of("customers", "products", "orders", "order_items", "payments");

    @TempDir
    private static Path folder;

    private static Millrace millrace;

    @BeforeAll
    static void startTheDemo() throws Exception {
        millrace = Millrace.demo(folder.resolve("data"), 5);
    }

    @AfterAll
    static void stopTheDemo() throws Exception {
        if (millrace != null) {
            millrace.close();
        }
    }

    @Test
    @Order(1)
    void everyServiceIsHealthy() throws Exception {
        var status = millrace.status();
        assertThat(status.path("state").asText()).isEqualTo("healthy");
        assertThat(status.path("services").findValuesAsText("name"))
                .containsExactlyInAnyOrder(
                        "postgres", "kafka", "connect", "clickhouse", "controller", "pipeline", "ops", "shop");
        assertThat(status.path("services").findValuesAsText("state")).containsOnly("healthy");
    }

    @Test
    @Order(2)
    void anOrderIsQueryableAfterWait() throws Exception {
        // The simulated staff would ship it meanwhile, or a shopper cancel it.
        traffic(0);
        var id = placeOrder();
        millrace.awaitCaughtUp();
        assertThat(millrace.run("sql", "--format", "TSV", "SELECT status, total FROM shop.orders WHERE id = " + id)
                        .out())
                .matches("placed\\t19\\.8\\d*\\n");
        var journey = new Http(millrace.url("ops")).json("GET", "/api/journeys/orders/" + id + "?wait=5000", "");
        assertThat(journey.path("found").asBoolean()).isTrue();
        assertThat(journey.path("ms").path("total").asDouble()).isPositive();
        traffic(5);
    }

    @Test
    @Order(2)
    void theWarehouseShowsTheProgressOfLoads() throws Exception {
        var resync = millrace.run("resync", "orders");
        assertThat(resync.exit()).as(resync.err()).isZero();
        var warehouse = new Http(millrace.url("clickhouse"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(warehouse.query("SELECT source_table, stage FROM millrace.loads FINAL"
                                + " WHERE reason LIKE '%resync%'"))
                        .containsExactly("public.orders\tlanded"));
        assertThat(warehouse.query("SELECT count() FROM millrace.loads FINAL WHERE stage != 'landed'"))
                .containsExactly("0");
    }

    @Test
    @Order(3)
    void aShopperBuysACoffeeInARealBrowserAndSeesItArrive() throws Exception {
        var process = new ProcessBuilder(
                        "node",
                        Millrace.HOME.resolve("web/browser/buy-a-coffee.mjs").toString(),
                        millrace.url("shop").toString(),
                        millrace.url("ops").toString(),
                        folder.resolve("screenshots").toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    @Test
    @Order(4)
    void whatIsNoChangeBecomesADeadLetterOnceAndOrdersKeepLanding() throws Exception {
        var stream = new ChangeStream(millrace.url("kafka"), "millrace.shop.changes");
        var big = new byte[5 * 1024 * 1024];
        Arrays.fill(big, (byte) 'x');
        var real = stream.firstWith("\"table\":\"products\"");
        var text = new String(requireNonNull(real.value()), UTF_8);
        var garbage = List.of(
                raw("hello"),
                raw("{\"schema\":{},\"payload\":{}}"),
                raw("null"),
                new ChangeStream.Raw(null, null),
                new ChangeStream.Raw(null, big),
                new ChangeStream.Raw(
                        real.key(),
                        text.replace(
                                        "\"type\":\"string\",\"optional\":true,\"name\":\"io.millrace.PostgresText\"",
                                        "\"type\":\"wibble\",\"optional\":true,\"name\":\"wibble\"")
                                .getBytes(UTF_8)),
                new ChangeStream.Raw(
                        real.key(),
                        text.replaceAll("\"stock\":\"\\d+\"", "\"stock\":{\"a\":[]}")
                                .getBytes(UTF_8)));
        stream.produce(garbage);

        var id = placeOrder();
        millrace.awaitCaughtUp();
        var warehouse = new Http(millrace.url("clickhouse"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                warehouse.query(
                                        "SELECT count(), uniqExact(topic, partition, offset, `index`), countIf(reason = '') FROM millrace.dead_letter_records FINAL"))
                        .containsExactly("7\t7\t0"));
        assertThat(warehouse.query("SELECT DISTINCT code FROM millrace.dead_letters ORDER BY code"))
                .contains("BAD_VALUE", "EMPTY_RECORD", "NOT_A_CHANGE", "NOT_JSON");
        assertThat(warehouse.query("SELECT max(length(value)) FROM millrace.dead_letters"))
                .containsExactly("" + big.length);
        assertThat(warehouse.query("SELECT count() FROM shop.orders WHERE id = " + id))
                .containsExactly("1");
        var listed = new Http(millrace.url("ops")).send("GET", "/api/dead-letters", "");
        assertThat(listed.body()).contains("EMPTY_RECORD").contains("NOT_JSON");
    }

    @Test
    @Order(5)
    void aKilledPipelineComesBackAndNothingIsLostOrDoubled() throws Exception {
        traffic(20);
        millrace.killAndAwaitReturn("pipeline");
        assertEverythingEqual();
        assertThat(new Http(millrace.url("clickhouse")).query("SELECT count() FROM millrace.dead_letter_records FINAL"))
                .containsExactly("7");
    }

    @Test
    @Order(6)
    void aTruncatedTableIsEmptyAndFillsAgain() throws Exception {
        try (var connection = Contents.connect(millrace.url("postgres"));
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE visits (id int PRIMARY KEY, page text)");
            statement.execute("INSERT INTO visits SELECT n, 'page ' || n FROM generate_series(1, 500) n");
            statement.execute("TRUNCATE visits");
            statement.execute("INSERT INTO visits VALUES (1, 'after'), (2, NULL)");
            statement.execute("ALTER TABLE visits ADD COLUMN referrer text");
            statement.execute("INSERT INTO visits VALUES (3, 'new', 'elsewhere')");
            statement.execute("UPDATE visits SET id = 20 WHERE id = 2");
            statement.execute("DELETE FROM visits WHERE id = 1");
        }
        millrace.awaitCaughtUp();
        assertThat(contents().assertEqual("shop", "public", "visits")).isEqualTo(2);
    }

    /** Who knows the ports alone gets no row, no secret and no write, and keeps nobody else from being served. */
    @Test
    @Order(6)
    void aHostileClientGetsNothing() throws Exception {
        traffic(0);
        millrace.awaitCaughtUp();
        var before = facts();
        var ports = new HashMap<String, Integer>();
        for (var service :
                List.of("ops", "shop", "connect", "clickhouse", "kafka", "postgres", "controller", "pipeline")) {
            ports.put(service, millrace.url(service).getPort());
        }
        ports.put(HostileKafka.CONTROLLER, controllerPort());
        var kept = new ArrayList<>(SecretsIT.generated(millrace.data()).values());
        kept.addAll(List.of("@example.com", "root:x:", "BEGIN "));

        var client = new HostileClient(ports, kept);
        assertThat(client.breaches()).isEmpty();
        assertThat(client.tries()).isGreaterThan(650);
        assertThat(facts()).isEqualTo(before);
        assertEverythingEqual();
        traffic(5);
    }

    /** What a write would change. */
    private static List<String> facts() throws Exception {
        var warehouse = new Http(millrace.url("clickhouse"));
        var facts = new ArrayList<>(warehouse.query("SELECT database, name FROM system.tables"
                + " WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') ORDER BY 1, 2"));
        facts.addAll(warehouse.query("SELECT count() FROM shop.orders"));
        facts.addAll(warehouse.query("SELECT count() FROM millrace.dead_letter_actions"));
        var connect = new Http(millrace.url("connect"));
        facts.add(connect.send("GET", "/connectors?expand=info", "").body());
        facts.add(connect.send("GET", "/connectors/millrace-shop/status", "").body());
        try (var kafka = millrace.admin()) {
            var topics = new TreeSet<>(kafka.listTopics().names().get());
            facts.add(topics.toString());
            for (var topic : topics) {
                var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
                var settings = kafka.describeConfigs(List.of(resource)).all().get();
                facts.add(requireNonNull(settings.get(resource)).entries().stream()
                        .map(entry -> entry.name() + "=" + entry.value())
                        .sorted()
                        .toList()
                        .toString());
            }
        }
        return facts;
    }

    /** The broker's controller port, which a port scan of this machine finds. */
    private static int controllerPort() throws IOException {
        var settings = new Properties();
        try (var in = Files.newBufferedReader(millrace.data().resolve("kafka").resolve("server.properties"))) {
            settings.load(in);
        }
        return URI.create("kafka://" + settings.getProperty("controller.quorum.voters"))
                .getPort();
    }

    @Test
    @Order(7)
    void afterARestartEverythingGoesOnWhereItWas() throws Exception {
        var before = millrace.pids();
        assertThat(millrace.run("down").exit()).isZero();
        assertThat(before).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(millrace.start(5).exit()).isZero();
        placeOrder();
        assertEverythingEqual();
    }

    private static ChangeStream.Raw raw(String text) {
        return new ChangeStream.Raw(null, text.getBytes(UTF_8));
    }

    private static String placeOrder() throws IOException, InterruptedException {
        var order = new Http(millrace.url("shop")).json("POST", "/api/orders", """
                        {"customer":{"name":"Ada","email":"ada@example.com"},
                         "items":[{"sku":"HOUSE-ESPRESSO-250","quantity":2}]}""");
        assertThat(order.path("total").asText()).isEqualTo("19.80");
        return order.path("id").asText();
    }

    private static void traffic(double rate) throws IOException, InterruptedException {
        new Http(millrace.url("shop")).json("PUT", "/api/traffic", "{\"ordersPerSecond\":" + rate + "}");
    }

    private static void assertEverythingEqual() throws IOException, InterruptedException, SQLException {
        traffic(0);
        millrace.awaitCaughtUp();
        for (var table : TABLES) {
            assertThat(contents().assertEqual("shop", "public", table)).isPositive();
        }
    }

    private static Contents contents() throws IOException, InterruptedException {
        return new Contents(millrace.url("postgres"), millrace.url("clickhouse"));
    }
}
