package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.clickhouse.bookkeeping.Bookkeeping;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.ops.webhook.ReceivedMessages;
import io.millrace.testkit.ClickHouseExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two ops processes of one source: one samples, alerts and sends webhooks, both answer. */
class OpsPairIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String SOURCE = "pair_it";
    private static final String EARLIER = "earlier_it";
    private static final String SAMPLES =
            " FROM millrace.service_samples WHERE source = '" + SOURCE + "' AND service = 'ops'";
    private static final String RULES = """
            alerts:
              quietStart: 0s
              rules:
                serviceDown: {for: 500ms}
                diskFree: off
              webhooks:
                - {url: '%s'}
            """;

    @TempDir
    private Path folder;

    @Test
    void samplesAndMessagesAreOfOneProcessAndTheOtherTakesOver() throws Exception {
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
                ReceivedMessages messages = new ReceivedMessages(0);
                Ops second = ops("second", messages)) {
            try (Ops first = ops("first", messages)) {
                first.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> role(first).equals("active"));
                second.start();
                await().atMost(Duration.ofSeconds(60)).until(() -> samples(client) >= 3 && received(messages) >= 3);
                assertThat(role(first)).isEqualTo("active");
                assertThat(role(second)).isEqualTo("standby");
                assertThat(mostInAPeriod(client)).isEqualTo(1);
                assertThat(received(messages)).isEqualTo(distinct(messages));
                assertThat(new OpsApi(second.port()).get("/api/services")).hasSizeGreaterThan(2);
                assertThat(new OpsApi(second.port()).text("/metrics")).doesNotContain("millrace_alert_firing{");
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> role(second).equals("active"));
            long before = samples(client);
            await().atMost(Duration.ofSeconds(30)).until(() -> samples(client) > before);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> new OpsApi(second.port()).text("/metrics").contains("millrace_alert_firing{"));
            assertThat(received(messages)).as("no message is sent again").isEqualTo(distinct(messages));
        }
    }

    @Test
    void oneThatCannotWorkWithTheTablesOfALaterBuildStandsByAndSaysWhy() throws Exception {
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
                ReceivedMessages messages = new ReceivedMessages(0)) {
            Bookkeeping.prepare(client);
            client.execute("INSERT INTO millrace.schema_version (version, compatible_from, description)"
                    + " SELECT 99, 99, 'of a later build'");
            try (Ops earlier = ops("earlier", EARLIER, messages)) {
                earlier.start();
                OpsApi api = new OpsApi(earlier.port());
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> api.get("/readyz")
                                .path("detail")
                                .asText()
                                .contains("needs a build of version 99 or later"));
                // Longer than it waits for a warehouse that does not answer.
                await().during(Duration.ofSeconds(20))
                        .atMost(Duration.ofSeconds(40))
                        .until(() -> role(earlier).equals("standby"));
                assertThat(api.status("/readyz")).isEqualTo(503);
                assertThat(number(
                                client,
                                "SELECT toInt64(count()) AS n FROM millrace.ops_leases WHERE source = '" + EARLIER
                                        + "'"))
                        .isZero();
            } finally {
                client.execute("DROP TABLE millrace.schema_version SYNC");
            }
        }
    }

    private Ops ops(String name, ReceivedMessages messages) throws Exception {
        return ops(name, SOURCE, messages);
    }

    private Ops ops(String name, String source, ReceivedMessages messages) throws Exception {
        Path own = Files.createDirectory(folder.resolve(name));
        return new Ops(TestConfig.of(own, CLICKHOUSE.url(), source, RULES.formatted(messages.url("/json"))));
    }

    private static String role(Ops ops) {
        try {
            return new OpsApi(ops.port()).get("/readyz").path("role").asText();
        } catch (Exception e) {
            return "";
        }
    }

    /** Messages of alerts that fire. */
    private static long received(ReceivedMessages messages) {
        return messages.messages("/json").size();
    }

    private static long distinct(ReceivedMessages messages) {
        return messages.messages("/json").stream()
                .map(message -> message.path("rule").asText()
                        + message.path("subject").asText()
                        + message.path("event").asText()
                        + message.path("since").asText())
                .distinct()
                .count();
    }

    /** How many samples of the service ops the fullest of the periods has in which a process writes one. */
    private static long mostInAPeriod(ClickHouseClient client) {
        return number(
                client,
                "SELECT toInt64(max(samples)) AS n FROM (SELECT count() AS samples" + SAMPLES
                        + " GROUP BY toStartOfInterval(at, INTERVAL 5 SECOND))");
    }

    private static long samples(ClickHouseClient client) {
        return number(client, "SELECT toInt64(count()) AS n" + SAMPLES);
    }

    private static long number(ClickHouseClient client, String sql) {
        return client.query(sql).get(0).integer("n");
    }
}
