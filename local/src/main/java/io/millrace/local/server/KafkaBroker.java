package io.millrace.local.server;

import io.millrace.local.BrokerLogin;
import io.millrace.local.Installation;
import io.millrace.local.LocalException;
import io.millrace.local.LocalPorts;
import io.millrace.local.Secrets;
import io.millrace.local.ServerFiles;
import io.millrace.local.Tools;
import io.millrace.local.process.ClassArchive;
import io.millrace.local.process.Command;
import io.millrace.local.process.JavaCommand;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * One Kafka broker that is its own KRaft controller, alone or as a member of a {@link BrokerGroup}. With a password its clients log in as {@link BrokerLogin#USER}; as a
 * controller it serves nobody but itself.
 */
public final class KafkaBroker implements LocalServer {
    // Any fixed id will do: the cluster is one node, alone in its folder.
    private static final String CLUSTER_ID = "bWlsbHJhY2UtbG9jYWwtMQ";

    private static final String SERVICE = "kafka";

    private static final String PROTOCOLS = "listener.security.protocol.map";

    private static final String BROKER = "BROKER";
    private static final String CONTROLLER = "CONTROLLER";

    private final Installation installation;
    private final Path folder;
    private final int port;
    private final String password;
    private final List<Listener> more;
    private final Map<String, String> overrides;
    private final Optional<BrokerGroup> group;

    /** One that lets everybody on this machine in, for tests. */
    public KafkaBroker(Installation installation, Path folder, int port) {
        this(installation, folder, port, "");
    }

    /** @param password dead letters and digits; empty: nobody needs one */
    public KafkaBroker(Installation installation, Path folder, int port, String password) {
        this(installation, folder, port, password, List.of(), Map.of());
    }

    /** A member of a cluster, all of whose members have the same password. */
    public static KafkaBroker member(
            Installation installation, Path folder, int port, String password, BrokerGroup group) {
        return new KafkaBroker(installation, folder, port, password, List.of(), Map.of(), Optional.of(group));
    }

    /**
     * @param password dead letters and digits; empty: nobody needs one
     * @param more further ways in, on 127.0.0.1 as well
     * @param overrides settings of the broker in the place of those that it would have
     */
    public KafkaBroker(
            Installation installation,
            Path folder,
            int port,
            String password,
            List<Listener> more,
            Map<String, String> overrides) {
        this(installation, folder, port, password, more, overrides, Optional.empty());
    }

    private KafkaBroker(
            Installation installation,
            Path folder,
            int port,
            String password,
            List<Listener> more,
            Map<String, String> overrides,
            Optional<BrokerGroup> group) {
        this.group = group;
        this.password = password;
        this.more = List.copyOf(more);
        this.overrides = Map.copyOf(overrides);
        this.installation = installation;
        this.folder = folder.toAbsolutePath();
        this.port = port;
    }

    /**
     * A way in.
     *
     * @param name of dead letters
     * @param protocol {@code SSL}, {@code SASL_SSL} or {@code SASL_PLAINTEXT}
     * @param settings its own, such as {@code ssl.keystore.key}
     */
    public record Listener(String name, String protocol, int port, Map<String, String> settings) {}

    @Override
    public String name() {
        return SERVICE + group.map(member -> "-" + member.node()).orElse("");
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Command prepare() {
        Path settings = ServerFiles.properties(folder.resolve("server.properties"), settings());
        if (!Files.exists(logs().resolve("meta.properties"))) {
            format(settings);
        }
        return java("kafka.Kafka", List.of(settings.toString())).in(folder);
    }

    @Override
    public Optional<ClassArchive> classArchive() {
        return Optional.of(java("kafka.Kafka", List.of()).archive());
    }

    private JavaCommand java(String main, List<String> arguments) {
        List<String> options = List.of(
                "-Xms128m",
                "-Xmx384m",
                "-XX:+UseSerialGC",
                // It moves bytes; a start with less work is worth more than optimized code.
                "-XX:TieredStopAtLevel=1",
                "-Xss512k",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                ServerFiles.logging(folder));
        return new JavaCommand(
                SERVICE, installation.dependencies("local/kafka-broker"), main, options, arguments, Map.of());
    }

    private void format(Path settings) {
        List<String> arguments = List.of("format", "--cluster-id", CLUSTER_ID, "--config", settings.toString());
        Command command = java("kafka.tools.StorageTool", arguments).in(folder);
        Tools.Result result = Tools.run(Duration.ofMinutes(1), folder, command.arguments());
        if (!result.ok()) {
            throw new LocalException("cannot format the Kafka folder: " + result.lastLine());
        }
    }

    Map<String, String> settings() {
        int controllerPort = group.map(BrokerGroup::controllerPort).orElseGet(LocalPorts::free);
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("inter.broker.listener.name", BROKER);
        settings.put("sasl.mechanism.inter.broker.protocol", BrokerLogin.MECHANISM);
        settings.put("sasl.mechanism.controller.protocol", BrokerLogin.MECHANISM);
        listen(settings, own(BROKER, port, password));
        // The broker asks its controller through this port, too; nobody else has to know what lets one in.
        String controllerPassword = group.map(BrokerGroup::controllerPassword).orElseGet(Secrets::random);
        listen(settings, own(CONTROLLER, controllerPort, controllerPassword));
        more.forEach(listener -> listen(settings, listener));
        settings.put("log.dirs", logs().toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("message.max.bytes", Integer.toString(64 << 20));
        // A broker that was killed is fenced until its session ends: this is most of its time to come back.
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "300");
        // A lone controller need not prove twice a second, by a record and a sync, that it is there.
        settings.put("metadata.max.idle.interval.ms", "10000");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", "1000");
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "2");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("num.network.threads", "2");
        // As the system has them: smaller ones run over where a client sends or reads much at once.
        settings.put("socket.send.buffer.bytes", "-1");
        settings.put("socket.receive.buffer.bytes", "-1");
        settings.put("num.io.threads", "4");
        // By default 128 MB of the heap.
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        group.ifPresent(member -> settings.putAll(ofMember(member)));
        settings.putAll(overrides);
        return settings;
    }

    private static Map<String, String> ofMember(BrokerGroup group) {
        Map<String, String> settings = new HashMap<>();
        settings.put("node.id", Integer.toString(group.node()));
        settings.put("controller.quorum.voters", group.voters());
        String replicas = Integer.toString(BrokerGroup.replicas(group.brokers()));
        String leastInSync = Integer.toString(BrokerGroup.leastInSync(group.brokers()));
        settings.put("default.replication.factor", replicas);
        settings.put("min.insync.replicas", leastInSync);
        settings.put("unclean.leader.election.enable", "false");
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", replicas);
        }
        settings.put("transaction.state.log.min.isr", leastInSync);
        settings.put("share.coordinator.state.topic.min.isr", leastInSync);
        // All are stopped at once: the last ones would wait for a quorum that is gone.
        settings.put("controlled.shutdown.enable", "false");
        return settings;
    }

    /** Lets in who knows the password; everybody if there is none. */
    private static Listener own(String name, int port, String password) {
        return password.isEmpty()
                ? new Listener(name, "PLAINTEXT", port, Map.of())
                : new Listener(
                        name,
                        BrokerLogin.PROTOCOL,
                        port,
                        Map.of(
                                "sasl.enabled.mechanisms",
                                BrokerLogin.MECHANISM,
                                "plain.sasl.jaas.config",
                                BrokerLogin.letsIn(BrokerLogin.USER, password)));
    }

    private static void listen(Map<String, String> settings, Listener listener) {
        settings.merge("listeners", listener.name() + "://127.0.0.1:" + listener.port(), KafkaBroker::joined);
        settings.merge(PROTOCOLS, listener.name() + ":" + listener.protocol(), KafkaBroker::joined);
        String prefix = "listener.name." + listener.name().toLowerCase(Locale.ROOT) + ".";
        listener.settings().forEach((key, value) -> settings.put(prefix + key, value));
    }

    private static String joined(String some, String another) {
        return some + "," + another;
    }

    @Override
    public Optional<String> notReady() {
        if (!LocalPorts.accepts(port)) {
            return Optional.of("accepts no connection yet");
        }
        Map<String, Object> client = new HashMap<>(clientSettings());
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_500);
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2_000);
        try (Admin admin = Admin.create(client)) {
            boolean joined = admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).stream()
                    .anyMatch(
                            node -> group.isEmpty() || node.id() == group.get().node());
            return joined ? Optional.empty() : Optional.of("the broker has not joined its cluster yet");
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of("does not describe its cluster yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** Its bootstrap address, {@code host:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** What a client needs to connect, address and login, in the names of Kafka's settings. */
    public Map<String, String> clientSettings() {
        return BrokerLogin.clientSettings(URI.create(url()));
    }

    /** Writes {@link #clientSettings} as a file that Kafka's own tools take, which its owner alone can read. */
    public void writeClientSettings(Path file) {
        ServerFiles.properties(file, clientSettings());
    }

    /** Its address as a URL, which Kafka itself does not know; with user and password where it wants them. */
    @Override
    public String url() {
        return "kafka://" + (password.isEmpty() ? "" : BrokerLogin.USER + ":" + password + "@") + bootstrapServers();
    }

    private Path logs() {
        return folder.resolve("logs");
    }
}
