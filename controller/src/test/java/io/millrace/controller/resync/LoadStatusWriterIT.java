package io.millrace.controller.resync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.controller.lease.Lease;
import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.kafka.resync.ResyncStatus;
import io.millrace.kafka.resync.ResyncStatus.Stage;
import io.millrace.testkit.ClickHouseExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LoadStatusWriterIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final TableId TABLE = new TableId("public", "t");
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void theWarehouseKnowsTheLatestStageOfEachLoadOfAWholeTable() throws Exception {
        LoadStatusWriter statusWriter =
                new LoadStatusWriter(config(), Lease.ALWAYS, problem -> {}, Clock.fixed(NOW, ZoneOffset.UTC));
        Thread writer = new Thread(statusWriter);
        writer.start();
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()))) {
            ResyncRequest first = ResyncRequest.ofTable("one", TABLE, 0, "requested");
            ResyncRequest second = ResyncRequest.ofTable("two", TABLE, 0, "requested");
            ResyncRequest rows = ResyncRequest.ofRows(
                    "three",
                    TABLE,
                    0,
                    List.of(new SourceKey(List.of(new SourceKey.Part("id", "1")))),
                    "a row is read again");
            statusWriter.asked(List.of(first, second, rows));
            awaitStatusWriter(client, "one waiting 0 ", "two waiting 0 ");

            statusWriter.progressed(List.of(new ResyncStatus("one", TABLE, Stage.READING, 4711, "")));
            statusWriter.progressed(List.of(new ResyncStatus("two", TABLE, Stage.FAILED, 0, "no key")));
            statusWriter.progressed(List.of(new ResyncStatus("three", TABLE, Stage.LANDED, 4711, "")));
            awaitStatusWriter(client, "one reading 4711 ", "two failed 0 no key");

            statusWriter.planned(List.of(new LoadPlan.Entry(first, 0, 12)));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(rows(
                                    client,
                                    "SELECT concat(toString(place), ' ', toString(seconds_left)) AS line"
                                            + " FROM millrace.loads FINAL WHERE id = 'one'"))
                            .containsExactly("0 12"));

            statusWriter.progressed(List.of(new ResyncStatus("one", TABLE, Stage.LANDED, 4711, "")));
            awaitStatusWriter(client, "one landed 4711 ", "two failed 0 no key");
            assertThat(rows(
                            client,
                            "SELECT DISTINCT concat(source, ' ', source_table, ' ', toString(since)) AS line"
                                    + " FROM millrace.loads"))
                    .containsExactly("book public.t 2026-01-01 12:00:00.000");
        } finally {
            writer.interrupt();
            writer.join();
        }
    }

    private static void awaitStatusWriter(ClickHouseClient client, String... lines) {
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(rows(
                                client,
                                "SELECT concat(id, ' ', stage, ' ', toString(lsn), ' ', detail) AS line"
                                        + " FROM millrace.loads FINAL ORDER BY id"))
                        .containsExactly(lines));
    }

    private static List<String> rows(ClickHouseClient client, String sql) {
        return client.query(sql, Map.of()).stream().map(row -> row.text("line")).toList();
    }

    private Config config() throws IOException {
        Path file = folder.resolve("millrace.yaml");
        Files.writeString(
                file,
                "source: {name: book, url: 'postgresql://u@127.0.0.1/x'}\nwarehouse: {url: '" + CLICKHOUSE.url()
                        + "'}\n");
        return ConfigReader.read(file, Map.of());
    }
}
