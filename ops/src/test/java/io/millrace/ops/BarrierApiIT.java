package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.config.ConfigReader;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.testkit.ClickHouseExtension;
import io.millrace.testkit.KafkaExtension;
import io.millrace.testkit.PostgresExtension;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Barriers with a real source, log and warehouse; what the connector and the pipeline would do is done by the test. */
class BarrierApiIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    private static final String SOURCE = "barrier_it";
    private static final ChangeStreamTopics TOPICS = new ChangeStreamTopics(SOURCE);

    @TempDir
    private Path folder;

    @Test
    void aBarrierIsReachedWhenAllThatWasCommittedIsQueryable() throws Exception {
        String yaml = """
                source: {name: %1$s, url: '%2$s', slot: %1$s, publication: %1$s}
                log: {bootstrapServers: '%3$s'}
                capture: {connectUrl: 'http://127.0.0.1:1'}
                warehouse: {url: '%4$s', database: %1$s}
                ops: {bind: '127.0.0.1:0'}
                """.formatted(SOURCE, POSTGRES.url(), KAFKA.bootstrapServers(), CLICKHOUSE.url());
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
                Admin admin = KafkaClients.admin(Brokers.at(KAFKA.bootstrapServers()));
                Ops ops = new Ops(
                        ConfigReader.read(Files.writeString(folder.resolve("millrace.yaml"), yaml), Map.of()))) {
            new ClickHouseWarehouse(client, SOURCE, SOURCE).prepare();
            TOPICS.ensure(admin, 1, 1);
            POSTGRES.execute(
                    "CREATE TABLE beans (id int PRIMARY KEY)", "CREATE PUBLICATION barrier_it FOR TABLE beans");
            ops.start();
            OpsApi api = new OpsApi(ops.port());

            HttpResponse<String> early = post(api, "{}");
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(early.body()).contains("source_unavailable", "no replication slot barrier_it");

            POSTGRES.execute("SELECT pg_create_logical_replication_slot('barrier_it', 'pgoutput')");
            HttpResponse<String> made = post(api, "{}");
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            JsonNode barrier = OpsApi.JSON.readTree(made.body());
            String path = "/api/barriers/" + barrier.path("id").asText();
            assertThat(made.headers().firstValue("Location")).contains(path);
            assertThat(barrier.path("stage").asText()).isEqualTo("capture");
            assertThat(barrier.path("detail").asText()).contains("bytes of WAL are left");

            produce();
            POSTGRES.execute("SELECT pg_replication_slot_advance('barrier_it', pg_current_wal_lsn())");
            JsonNode behind = api.get(path + "?wait=200");
            assertThat(behind.path("stage").asText()).isEqualTo("pipeline");
            assertThat(behind.path("detail").asText()).startsWith("the pipeline is 1 records");

            client.execute("INSERT INTO millrace.progress (source, topic, partition, next_offset) VALUES ('" + SOURCE
                    + "', '" + TOPICS.changes() + "', 0, 1)");
            JsonNode joining = api.get(path + "?wait=200");
            assertThat(joining.path("stage").asText()).isEqualTo("tables");
            assertThat(joining.path("detail").asText()).contains("public.beans");
            JsonNode reached = api.get(path + "?wait=20000");
            assertThat(reached.path("state").asText()).isEqualTo("reached");
            assertThat(reached.path("detail").asText()).isEmpty();
            assertThat(reached.has("stage")).isFalse();

            try (Ops other = new Ops(ConfigReader.read(folder.resolve("millrace.yaml"), Map.of()))) {
                other.start();
                assertThat(new OpsApi(other.port())
                                .get(path + "?wait=20000")
                                .path("state")
                                .asText())
                        .as("another process knows it")
                        .isEqualTo("reached");
            }
            JsonNode past = OpsApi.JSON.readTree(
                    post(api, "{\"lsn\":\"" + barrier.path("lsn").asText() + "\"}")
                            .body());
            assertThat(past.path("id")).isEqualTo(barrier.path("id"));
            assertThat(post(api, "{\"lsn\":\"nonsense\"}").statusCode()).isEqualTo(400);
            assertThat(api.status("/api/barriers/xyz")).isEqualTo(400);
        }
    }

    private static void produce() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(TOPICS.changes(), 0, null, new byte[] {1}))
                    .get();
        }
    }

    private static HttpResponse<String> post(OpsApi api, String body) throws Exception {
        return OpsApi.HTTP.send(
                HttpRequest.newBuilder(api.uri("/api/barriers"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
