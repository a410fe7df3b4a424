package io.millrace.bench.peer;

import io.millrace.local.Http;
import io.millrace.local.Installation;
import io.millrace.local.process.Command;
import io.millrace.local.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The peer's Connect worker: no connector on its class path, each in a folder of its own on the plug-in path. The heap has 2 GB
 * and is collected in parallel.
 */
final class PeerConnect {
    /** Jars that belong to Debezium's connector. */
    private static final List<String> DEBEZIUM =
            List.of("debezium-", "postgresql-", "protobuf-java-", "sketches-java-", "jackson-datatype-jsr310-");

    private final Installation installation;
    private final Path folder;
    private final int port;
    private final String servers;
    private final Path sink;

    /** @param sink the jar of the sink with all that it needs and an {@code Implementation-Version} */
    PeerConnect(Installation installation, Path folder, int port, String servers, Path sink) {
        this.installation = installation;
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.servers = servers;
        this.sink = sink.toAbsolutePath();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Links the plug-ins, and says what to run. */
    Command prepare() {
        Path plugins = folder.resolve("plugins");
        var worker = new ArrayList<String>();
        try {
            Files.createDirectories(plugins.resolve("debezium"));
            Files.createDirectories(plugins.resolve("sink"));
            link(plugins.resolve("sink"), sink);
            for (var jar : installation.dependencies("local/connect-worker").split(File.pathSeparator, -1)) {
                var name = String.valueOf(Path.of(jar).getFileName());
                if (DEBEZIUM.stream().anyMatch(name::startsWith)) {
                    link(plugins.resolve("debezium"), Path.of(jar));
                } else if (!name.startsWith("millrace-")) {
                    worker.add(jar);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path settings = PeerFiles.properties(folder.resolve("worker.properties"), settings(plugins));
        return new JavaCommand(
                        "peer-connect",
                        String.join(File.pathSeparator, worker),
                        "org.apache.kafka.connect.cli.ConnectDistributed",
                        List.of(
                                "-Xms512m",
                                "-Xmx2g",
                                "-XX:+UseParallelGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                PeerFiles.logging(folder)),
                        List.of(settings.toString()),
                        Map.of())
                .in(folder);
    }

    private static void link(Path folder, Path jar) throws IOException {
        Path link = folder.resolve(String.valueOf(jar.getFileName()));
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, jar);
    }

    private Map<String, String> settings(Path plugins) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("bootstrap.servers", servers);
        settings.put("group.id", "peer-connect");
        settings.put("listeners", url());
        settings.put("rest.advertised.host.name", "127.0.0.1");
        settings.put("rest.advertised.port", Integer.toString(port));
        settings.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        for (var topic : List.of("config", "offset", "status")) {
            settings.put(topic + ".storage.topic", "connect-" + topic);
            settings.put(topic + ".storage.replication.factor", "1");
            if (!topic.equals("config")) {
                settings.put(topic + ".storage.partitions", "1");
            }
        }
        settings.put("offset.flush.interval.ms", "1000");
        settings.put("plugin.path", plugins.toString());
        settings.put("plugin.discovery", "service_load");
        settings.put("connector.client.config.override.policy", "All");
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        settings.put("session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "2000");
        return settings;
    }

    Optional<String> notReady() {
        try {
            int status = Http.get(url() + "/connectors").status();
            return status == 200 ? Optional.empty() : Optional.of("answers HTTP " + status);
        } catch (IOException e) {
            return Optional.of("has not joined its group yet");
        }
    }
}
