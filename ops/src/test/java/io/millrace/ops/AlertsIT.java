package io.millrace.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.bookkeeping.sample.LogSample;
import io.millrace.clickhouse.bookkeeping.sample.SampleWriter;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.ops.webhook.ReceivedMessages;
import io.millrace.testkit.ClickHouseExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of the whole process, with a real warehouse and a real receiver; the other systems do not answer. */
class AlertsIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String RULES = """
            alerts:
              quietStart: 0s
              rules:
                serviceDown: {for: 500ms}
                lagRecords: {for: 500ms}
                diskFree: off
              webhooks:
                - {url: '%1$s'}
                - {url: '%2$s', format: slack, minimumSeverity: critical}
            """;

    @TempDir
    private Path folder;

    private ClickHouseClient client;
    private ReceivedMessages received;
    private @Nullable Ops running;

    @BeforeEach
    void open() throws Exception {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        received = new ReceivedMessages(2);
    }

    @AfterEach
    void close() {
        ops().close();
        received.close();
        client.close();
    }

    @Test
    void anAlertIsDeliveredOnceWhenItFiresAndOnceWhenItResolvesAlsoAcrossARestart() throws Exception {
        deadLetter("letters_it");
        start("letters_it");
        patiently()
                .untilAsserted(() ->
                        assertThat(received("/json", "deadLetters", "firing")).hasSize(1));
        JsonNode message = received("/json", "deadLetters", "firing").get(0);
        assertThat(message.path("subject").asText()).isEqualTo("public.orders");
        assertThat(message.path("severity").asText()).isEqualTo("warning");
        assertThat(message.path("reason").asText())
                .isEqualTo("1 record of public.orders could not land: BAD_VALUE. The limit is 0.");
        assertThat(message.path("advice").asText()).contains("millrace dead-letters list");

        patiently()
                .untilAsserted(() -> assertThat(
                                alert("deadLetters").at("/messages/0/outcome").asText())
                        .isEqualTo("delivered"));
        JsonNode shown = alert("deadLetters");
        assertThat(shown.has("resolvedAt")).isFalse();
        assertThat(api().get("/api/overview").path("alerts").findValuesAsText("rule"))
                .contains("deadLetters");
        assertThat(api().text("/metrics"))
                .contains("millrace_alert_firing{rule=\"deadLetters\",severity=\"warning\",subject=\"public.orders\","
                        + "table=\"public.orders\"} 1");

        // Only webhooks of a low severity receive it; nothing of it contains the address.
        patiently()
                .untilAsserted(() -> assertThat(slack()).anyMatch(text -> text.contains("A service is down: kafka")));
        assertThat(slack()).noneMatch(text -> text.contains("could not land"));
        assertThat(messages()).anyMatch(each -> each.path("attempts").asInt() > 1);
        assertThat(api().get("/api/alerts").toString()).doesNotContain("/json", "/slack");

        ops().close();
        start("letters_it");
        patiently()
                .untilAsserted(() ->
                        assertThat(api().text("/metrics")).contains("millrace_alert_firing{rule=\"deadLetters\""));
        assertThat(alert("deadLetters").path("since")).isEqualTo(shown.path("since"));
        discard("letters_it");
        patiently()
                .untilAsserted(() ->
                        assertThat(received("/json", "deadLetters", "resolved")).hasSize(1));
        patiently()
                .untilAsserted(
                        () -> assertThat(alert("deadLetters").has("resolvedAt")).isTrue());
        assertThat(received("/json", "deadLetters", "firing")).hasSize(1);
        assertThat(received("/json", "deadLetters", "resolved").get(0).path("since"))
                .isEqualTo(message.path("since"));
        assertThat(alert("deadLetters").path("messages").findValuesAsText("outcome"))
                .contains("delivered");
        assertThat(api().text("/metrics")).doesNotContain("millrace_alert_firing{rule=\"deadLetters\"");
    }

    @Test
    void lagNamesTheTableThatMostRowsAreOf() throws Exception {
        new ClickHouseWarehouse(client, "lag_it", "lag_it").prepare();
        client.execute("CREATE DATABASE lag_it_raw");
        for (String table : List.of("copies", "canary")) {
            client.execute("CREATE TABLE lag_it_raw." + table + " (id Int64) ENGINE = MergeTree ORDER BY id");
            client.execute("INSERT INTO lag_it_raw." + table + " SELECT number FROM numbers("
                    + (table.equals("copies") ? 950 : 50) + ")");
            client.execute("INSERT INTO millrace.tables (source, source_table, view_database, storage_database, name)"
                    + " VALUES ('lag_it', 'public." + table + "', 'lag_it', 'lag_it_raw', '" + table + "')");
        }
        new SampleWriter(client, "lag_it")
                .logs(List.of(new LogSample(Instant.now(), "millrace.lag_it.changes", 0, 20_000)));
        start("lag_it");
        patiently()
                .untilAsserted(
                        () -> assertThat(alert("lagRecords").path("reason").asText())
                                .contains("Of the rows written in the last minute 95 % are of public.copies."));
    }

    @Test
    void anOutageOfTheWarehouseIsDeliveredAtOnceAndRecordedWhenItIsBack() throws Exception {
        start("outage_it");
        patiently().until(() -> !alert("serviceDown").isMissingNode());
        CLICKHOUSE.running().kill();
        patiently()
                .untilAsserted(() -> assertThat(received("/json", "serviceDown", "firing"))
                        .anyMatch(message -> message.path("subject").asText().equals("clickhouse")));
        assertThat(api().text("/metrics")).contains("subject=\"clickhouse\"", "millrace_warehouse_up 0");
        CLICKHOUSE.running().startAgain();
        patiently()
                .untilAsserted(() -> assertThat(received("/json", "serviceDown", "resolved"))
                        .anyMatch(message -> message.path("subject").asText().equals("clickhouse")));
        patiently()
                .untilAsserted(() -> assertThat(
                                StreamSupport.stream(api().get("/api/alerts").spliterator(), false))
                        .anyMatch(alert ->
                                alert.path("subject").asText().equals("clickhouse") && alert.has("resolvedAt")));
        assertThat(received("/json", "serviceDown", "firing"))
                .filteredOn(message -> message.path("subject").asText().equals("clickhouse"))
                .hasSize(1);
    }

    private void start(String source) throws Exception {
        String rules = RULES.formatted(received.url("/json"), received.url("/slack"));
        running = new Ops(TestConfig.of(folder, CLICKHOUSE.url(), source, rules));
        running.start();
    }

    private Ops ops() {
        return requireNonNull(running, "ops was not started");
    }

    private void deadLetter(String source) {
        ClickHouseWarehouse warehouse = new ClickHouseWarehouse(client, source, source);
        warehouse.prepare();
        warehouse.recordDeadLetters(List.of(new DeadLetter(
                new StreamPosition("millrace." + source + ".changes", 0, 7, System.currentTimeMillis()),
                ErrorCode.BAD_VALUE,
                "column total is no number",
                Optional.of(new TableId("public", "orders")),
                Optional.empty(),
                "{\"id\":1}".getBytes(UTF_8),
                "{}".getBytes(UTF_8))));
    }

    private void discard(String source) throws Exception {
        api().post(
                        "/api/dead-letters/discard",
                        "{\"deadLetters\":[\"millrace." + source + ".changes/0/7\"],\"note\":\"noise\"}");
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptions();
    }

    private List<JsonNode> received(String path, String rule, String event) {
        return received.messages(path).stream()
                .filter(message -> message.path("rule").asText().equals(rule))
                .filter(message -> message.path("event").asText().equals(event))
                .toList();
    }

    private List<String> slack() {
        return received.messages("/slack").stream()
                .map(message -> message.path("text").asText())
                .toList();
    }

    /** The latest of a rule. */
    private JsonNode alert(String rule) throws Exception {
        for (JsonNode alert : api().get("/api/alerts")) {
            if (alert.path("rule").asText().equals(rule)) {
                return alert;
            }
        }
        return MissingNode.getInstance();
    }

    private List<JsonNode> messages() throws Exception {
        return StreamSupport.stream(api().get("/api/alerts").spliterator(), false)
                .flatMap(alert -> StreamSupport.stream(alert.path("messages").spliterator(), false))
                .toList();
    }

    private OpsApi api() {
        return new OpsApi(ops().port());
    }
}
