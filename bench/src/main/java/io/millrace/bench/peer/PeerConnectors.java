package io.millrace.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.system.BenchException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The peer's connectors, by Connect's REST interface. */
final class PeerConnectors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    PeerConnectors(String url) {
        this.url = url;
    }

    /** Makes a connector, and returns when its task runs. */
    void put(String name, Map<String, String> settings) throws InterruptedException {
        String body;
        try {
            body = JSON.writeValueAsString(settings);
        } catch (IOException e) {
            throw new BenchException("settings of the connector " + name + " cannot be written: " + e.getMessage(), e);
        }
        long deadline = System.nanoTime() + LIMIT.toNanos();
        // A worker that has just started answers 404 or 409 for a while.
        while (send("PUT", "/connectors/" + name + "/config", body).statusCode() >= 300) {
            require(deadline, name + " is not accepted: " + failure(name));
            Thread.sleep(200);
        }
        awaitState(name, "RUNNING");
    }

    void pause(String name) throws InterruptedException {
        send("PUT", "/connectors/" + name + "/pause", "");
        awaitState(name, "PAUSED");
    }

    void resume(String name) throws InterruptedException {
        send("PUT", "/connectors/" + name + "/resume", "");
    }

    void delete(String name) throws InterruptedException {
        send("DELETE", "/connectors/" + name, "");
    }

    private void awaitState(String name, String state) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!status(name).path("tasks").path(0).path("state").asText().equals(state)) {
            require(deadline, name + " is not " + state + ": " + failure(name));
            Thread.sleep(100);
        }
    }

    private static void require(long deadline, String otherwise) {
        if (System.nanoTime() > deadline) {
            throw new BenchException("the peer's connector " + otherwise);
        }
    }

    private String failure(String name) throws InterruptedException {
        String text = status(name).toString();
        return text.substring(0, Math.min(text.length(), 600));
    }

    private JsonNode status(String name) throws InterruptedException {
        try {
            return JSON.readTree(
                    send("GET", "/connectors/" + name + "/status", "").body());
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    private HttpResponse<String> send(String method, String path, String body) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new BenchException("the peer's Connect does not answer: " + e.getMessage(), e);
        }
    }

    /**
     * Debezium's settings: tuned for latency and drains, rows flattened by {@code ExtractNewRecordState}, which is the lighter of
     * the two formats that the sink reads.
     *
     * @param prefix of topics, slot and publication
     * @param snapshot {@code no_data} or {@code initial}
     */
    static Map<String, String> source(
            String prefix,
            int postgresPort,
            String user,
            String password,
            String database,
            List<String> tables,
            String snapshot) {
        return Map.ofEntries(
                Map.entry("connector.class", "io.debezium.connector.postgresql.PostgresConnector"),
                Map.entry("tasks.max", "1"),
                Map.entry("topic.prefix", prefix),
                Map.entry("database.hostname", "127.0.0.1"),
                Map.entry("database.port", Integer.toString(postgresPort)),
                Map.entry("database.user", user),
                Map.entry("database.password", password),
                Map.entry("database.dbname", database),
                Map.entry("plugin.name", "pgoutput"),
                Map.entry("slot.name", prefix),
                Map.entry("slot.drop.on.stop", "false"),
                Map.entry("publication.name", prefix),
                Map.entry("publication.autocreate.mode", "disabled"),
                Map.entry("table.include.list", String.join(",", tables)),
                Map.entry("snapshot.mode", snapshot),
                Map.entry("snapshot.fetch.size", "10240"),
                Map.entry("poll.interval.ms", "5"),
                Map.entry("max.batch.size", "8192"),
                Map.entry("max.queue.size", "32768"),
                Map.entry("statistics.metrics.enabled", "false"),
                Map.entry("extended.headers.enabled", "false"),
                Map.entry("tombstones.on.delete", "false"),
                Map.entry("decimal.handling.mode", "precise"),
                Map.entry("transforms", "unwrap"),
                Map.entry("transforms.unwrap.type", "io.debezium.transforms.ExtractNewRecordState"),
                Map.entry("transforms.unwrap.delete.tombstone.handling.mode", "rewrite"),
                Map.entry("transforms.unwrap.add.fields", "lsn"),
                Map.entry("key.converter", "org.apache.kafka.connect.json.JsonConverter"),
                Map.entry("key.converter.schemas.enable", "false"),
                Map.entry("value.converter", "org.apache.kafka.connect.json.JsonConverter"),
                Map.entry("value.converter.schemas.enable", "true"),
                Map.entry("producer.override.linger.ms", "0"),
                Map.entry("producer.override.compression.type", "lz4"),
                Map.entry("producer.override.batch.size", "262144"),
                Map.entry("producer.override.buffer.memory", "67108864"),
                Map.entry("producer.override.max.request.size", "16777216"));
    }

    /**
     * The sink's settings: one task, 20,000 records a poll, the newer client, batches over partitions.
     *
     * @param tables warehouse table by topic
     */
    static Map<String, String> sink(
            int clickhousePort, String user, String password, String database, Map<String, String> tables) {
        String mapping = tables.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(","));
        return Map.ofEntries(
                Map.entry("connector.class", "com.clickhouse.kafka.connect.ClickHouseSinkConnector"),
                Map.entry("tasks.max", "1"),
                Map.entry(
                        "topics",
                        String.join(",", tables.keySet().stream().sorted().toList())),
                Map.entry("topic2TableMap", mapping),
                Map.entry("hostname", "127.0.0.1"),
                Map.entry("port", Integer.toString(clickhousePort)),
                Map.entry("ssl", "false"),
                Map.entry("username", user),
                Map.entry("password", password),
                Map.entry("database", database),
                Map.entry("client_version", "V2"),
                Map.entry("exactlyOnce", "false"),
                Map.entry("ignorePartitionsWhenBatching", "true"),
                Map.entry("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"),
                Map.entry("value.converter", "org.apache.kafka.connect.json.JsonConverter"),
                Map.entry("value.converter.schemas.enable", "true"),
                Map.entry("consumer.override.auto.offset.reset", "earliest"),
                Map.entry("consumer.override.fetch.min.bytes", "1"),
                Map.entry("consumer.override.fetch.max.wait.ms", "500"),
                Map.entry("consumer.override.max.poll.records", "20000"),
                Map.entry("consumer.override.max.partition.fetch.bytes", "33554432"),
                Map.entry("consumer.override.fetch.max.bytes", "67108864"),
                Map.entry("consumer.override.metadata.max.age.ms", "5000"),
                Map.entry("consumer.override.check.crcs", "false"));
    }
}
