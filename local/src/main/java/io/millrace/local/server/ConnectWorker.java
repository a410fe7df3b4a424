package io.millrace.local.server;

import io.millrace.local.Http;
import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.ServerFiles;
import io.millrace.local.process.ClassArchive;
import io.millrace.local.process.Command;
import io.millrace.local.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One Kafka Connect worker in distributed mode, with Debezium and our plug-ins on its class path. With a password its REST
 * interface answers only clients that know it, and only under a name of this machine.
 */
public final class ConnectWorker implements LocalServer {
    public static final String USER = "millrace";

    private static final String SERVICE = "connect";

    /** Of {@code io.millrace.connect}, which is on the worker's class path and not on ours. */
    private static final String GUARD = "io.millrace.connect.rest.RestGuard";

    private final Installation installation;
    private final Path folder;
    private final int port;
    private final String bootstrapServers;
    private final String password;
    private final Map<String, String> more;
    private final Map<String, String> environment;
    private final String name;
    private final int replicas;

    /** One that answers everybody on this machine, for tests. */
    public ConnectWorker(Installation installation, Path folder, int port, String bootstrapServers) {
        this(installation, folder, port, bootstrapServers, "", Map.of(), Map.of());
    }

    /**
     * @param password of the user {@value #USER} of its REST interface; empty: nobody needs one
     * @param more settings of the worker that are not ours to know, such as its config providers
     * @param environment added to its environment
     */
    public ConnectWorker(
            Installation installation,
            Path folder,
            int port,
            String bootstrapServers,
            String password,
            Map<String, String> more,
            Map<String, String> environment) {
        this(SERVICE, installation, folder, port, bootstrapServers, 1, password, more, environment);
    }

    /**
     * A member of a group of workers.
     *
     * @param name its name in logs and pid files
     * @param replicas how many copies Kafka keeps of the group's topics
     * @param password of the user {@value #USER} of its REST interface, the same for each worker; empty: nobody needs one
     * @param more settings of the worker that are not ours to know, such as its config providers
     * @param environment added to its environment
     */
    public ConnectWorker(
            String name,
            Installation installation,
            Path folder,
            int port,
            String bootstrapServers,
            int replicas,
            String password,
            Map<String, String> more,
            Map<String, String> environment) {
        this.name = name;
        this.replicas = replicas;
        this.password = password;
        this.more = Map.copyOf(more);
        this.environment = Map.copyOf(environment);
        this.installation = installation;
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.bootstrapServers = bootstrapServers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Command prepare() {
        Path settings = ServerFiles.properties(folder.resolve("worker.properties"), settings());
        return java(List.of(settings.toString())).in(folder);
    }

    @Override
    public Optional<ClassArchive> classArchive() {
        return Optional.of(java(List.of()).archive());
    }

    private JavaCommand java(List<String> arguments) {
        List<String> options = List.of(
                "-Xms128m",
                "-Xmx448m",
                "-XX:+UseParallelGC",
                "-Xss512k",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                // The optimizing compiler only for what is hot for long: ten times the defaults, for a start with less
                // work.
                "-XX:Tier4InvocationThreshold=50000",
                "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=150000",
                "-XX:Tier4BackEdgeThreshold=400000",
                "-Djava.awt.headless=true",
                ServerFiles.logging(folder));
        return new JavaCommand(
                SERVICE,
                installation.dependencies("local/connect-worker"),
                "org.apache.kafka.connect.cli.ConnectDistributed",
                options,
                arguments,
                environment);
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("group.id", "millrace-connect");
        settings.put("listeners", "http://127.0.0.1:" + port);
        settings.put("rest.advertised.host.name", "127.0.0.1");
        settings.put("rest.advertised.port", Integer.toString(port));
        settings.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        for (String topic : List.of("config", "offset", "status")) {
            settings.put(topic + ".storage.topic", "millrace.connect." + topic);
            settings.put(topic + ".storage.replication.factor", Integer.toString(replicas));
            if (!topic.equals("config")) {
                settings.put(topic + ".storage.partitions", "1");
            }
        }
        settings.put("offset.flush.interval.ms", "500");
        // Of the readers of the worker's own topics: while nothing changes each asks so often. What is new comes at
        // once all the same.
        settings.put("fetch.max.wait.ms", "5000");
        settings.put("plugin.discovery", "service_load");
        settings.put("connector.client.config.override.policy", "All");
        // A worker that was killed and comes back gets its tasks at once, not after five minutes of grace.
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        settings.put("session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "2000");
        if (!password.isEmpty()) {
            settings.put("rest.extension.classes", GUARD);
            settings.put("millrace.rest.user", USER);
            settings.put("millrace.rest.password", password);
        }
        settings.putAll(more);
        return settings;
    }

    @Override
    public boolean isSilent() {
        return !Http.answers(url());
    }

    @Override
    public Optional<String> notReady() {
        if (!LocalPorts.accepts(port)) {
            return Optional.of("accepts no connection yet");
        }
        try {
            // The root answers before the worker has joined its group; the list of connectors does not.
            int status = Http.get(url() + "/connectors").status();
            return status == 200 ? Optional.empty() : Optional.of("answers HTTP " + status);
        } catch (IOException e) {
            return Optional.of("has not joined its group yet");
        }
    }

    /** Address of the REST interface, with user and password where it wants them. */
    @Override
    public String url() {
        return "http://" + (password.isEmpty() ? "" : USER + ":" + password + "@") + "127.0.0.1:" + port;
    }
}
