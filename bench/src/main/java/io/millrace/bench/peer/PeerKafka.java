package io.millrace.bench.peer;

import io.millrace.bench.system.BenchException;
import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.process.Command;
import io.millrace.local.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The peer's broker: Millrace's settings of 2026-11, with a larger heap and the JVM's usual compilation. */
final class PeerKafka {
    private static final String CLUSTER_ID = "bWlsbHJhY2UtcGVlci0wMQ";

    private final Installation installation;
    private final Path folder;
    private final int port;

    PeerKafka(Installation installation, Path folder, int port) {
        this.installation = installation;
        this.folder = folder.toAbsolutePath();
        this.port = port;
    }

    String servers() {
        return "127.0.0.1:" + port;
    }

    /** Formats its folder where that was not done. */
    Command prepare() throws InterruptedException {
        Path settings = PeerFiles.properties(folder.resolve("server.properties"), settings());
        if (!Files.exists(folder.resolve("logs").resolve("meta.properties"))) {
            format(settings);
        }
        return java("kafka.Kafka", List.of(settings.toString()));
    }

    private Command java(String main, List<String> arguments) {
        return new JavaCommand(
                        "peer-kafka",
                        installation.dependencies("local/kafka-broker"),
                        main,
                        List.of("-Xms128m", "-Xmx1g", "-XX:+UseSerialGC", PeerFiles.logging(folder)),
                        arguments,
                        Map.of())
                .in(folder);
    }

    private void format(Path settings) throws InterruptedException {
        Command format = java(
                "kafka.tools.StorageTool",
                List.of("format", "--cluster-id", CLUSTER_ID, "--config", settings.toString()));
        Path log = folder.resolve("format.log");
        try {
            Process process = new ProcessBuilder(format.arguments())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new BenchException("the peer's Kafka folder cannot be formatted: see " + log);
            }
        } catch (IOException e) {
            throw new BenchException("the peer's Kafka folder cannot be formatted: " + e.getMessage(), e);
        }
    }

    Map<String, String> settings() {
        int controller = LocalPorts.free();
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("log.dirs", folder.resolve("logs").toString());
        settings.put("num.partitions", "1");
        settings.put("auto.create.topics.enable", "true");
        settings.put("message.max.bytes", Integer.toString(64 << 20));
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "300");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "2");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        return settings;
    }
}
