package io.millrace.bench.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.local.Http;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Versions and settings of the parts of a pipeline: asked where they can be asked, of the build otherwise. Holds no secret. */
public final class StackFacts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> POSTGRES_SETTINGS = List.of(
            "shared_buffers", "fsync", "synchronous_commit", "wal_level", "wal_compression", "max_wal_size", "jit");

    /** What connectors' settings may be shown: none of them can hold a password. */
    private static final List<String> CONNECTOR_SETTINGS = List.of(
            "connector.class",
            "tasks.max",
            "poll.interval.ms",
            "max.batch.size",
            "max.queue.size",
            "snapshot.mode",
            "snapshot.fetch.size",
            "key.converter",
            "value.converter",
            "transforms",
            "producer.override.linger.ms",
            "producer.override.batch.size",
            "producer.override.compression.type",
            "consumer.override.max.poll.records",
            "consumer.override.fetch.min.bytes",
            "consumer.override.fetch.max.wait.ms",
            "exactlyOnce",
            "client_version",
            "ignorePartitionsWhenBatching");

    private StackFacts() {}

    /** Versions that the build fixes, and the commit of the checkout where it is one. */
    public static ObjectNode versions(SourceDatabase source, WarehouseQuery warehouse, String connectUrl)
            throws InterruptedException {
        var build = build();
        var node = JsonNodeFactory.instance.objectNode();
        node.put("millrace", build.getProperty("millrace"));
        commit().ifPresent(commit -> node.put("commit", commit));
        node.put("java", System.getProperty("java.vm.version"));
        node.put("postgres", source.text("SHOW server_version"));
        node.put("kafka", build.getProperty("kafka"));
        node.put("debezium", connector(connectUrl, "PostgresConnector").orElseGet(() -> build.getProperty("debezium")));
        node.put("spark", build.getProperty("spark"));
        node.put("clickhouse", warehouse.text("SELECT version()"));
        connect(connectUrl, "/")
                .ifPresent(root -> node.put("connect", root.path("version").asText()));
        return node;
    }

    /** Settings of Postgres, the connectors, the topics' partitions and each JVM. */
    public static ObjectNode settings(
            SourceDatabase source, String connectUrl, Map<String, Integer> partitions, Map<String, Long> pids) {
        var node = JsonNodeFactory.instance.objectNode();
        var postgres = node.putObject("postgres");
        POSTGRES_SETTINGS.forEach(name -> postgres.put(name, source.text("SHOW " + name)));
        var topics = node.putObject("partitions");
        partitions.forEach(topics::put);
        var connectors = node.putObject("connectors");
        connect(connectUrl, "/connectors")
                .ifPresent(names ->
                        names.forEach(name -> connect(connectUrl, "/connectors/" + name.asText() + "/config")
                                .ifPresent(config -> connectors.set(name.asText(), shown(config)))));
        var jvms = node.putObject("jvm");
        new TreeMap<>(pids).forEach((service, pid) -> {
            var options = jvmOptions(commandLine(pid));
            if (!options.isEmpty()) {
                jvms.put(service, options);
            }
        });
        return node;
    }

    /**
     * The version of a connector that a worker knows.
     *
     * @param simpleName the simple name of its class
     */
    public static Optional<String> connector(String connectUrl, String simpleName) {
        return connect(connectUrl, "/connector-plugins").flatMap(plugins -> {
            for (var plugin : plugins) {
                if (plugin.path("class").asText().endsWith("." + simpleName)) {
                    return Optional.of(plugin.path("version").asText());
                }
            }
            return Optional.empty();
        });
    }

    private static ObjectNode shown(JsonNode config) {
        var node = JsonNodeFactory.instance.objectNode();
        for (var name : CONNECTOR_SETTINGS) {
            if (config.has(name)) {
                node.put(name, config.get(name).asText());
            }
        }
        return node;
    }

    private static Optional<JsonNode> connect(String url, String path) {
        try {
            var answer = Http.get(url + path);
            return answer.status() == 200 ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The {@code -X} options of a command line. */
    static String jvmOptions(List<String> commandLine) {
        return commandLine.stream()
                .filter(argument -> argument.startsWith("-X")
                        && !argument.startsWith("-Xlog:")
                        && !argument.startsWith("-XX:SharedArchiveFile"))
                .collect(Collectors.joining(" "));
    }

    private static List<String> commandLine(long pid) {
        try {
            var text = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
            return Arrays.asList(text.split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<String> commit() throws InterruptedException {
        try {
            var git = new ProcessBuilder("git", "-C", System.getProperty("millrace.home", "."), "rev-parse", "HEAD")
                    .redirectErrorStream(true)
                    .start();
            var output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 && output.matches("[0-9a-f]{40,64}")
                    ? Optional.of(output)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Properties build() {
        var properties = new Properties();
        try (InputStream in = StackFacts.class.getResourceAsStream("/io/millrace/bench/versions.properties")) {
            if (in == null) {
                throw new IllegalStateException("versions.properties is missing");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
