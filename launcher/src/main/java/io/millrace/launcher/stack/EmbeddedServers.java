package io.millrace.launcher.stack;

import io.millrace.config.Config;
import io.millrace.config.LogSecurity;
import io.millrace.connect.SecretFile;
import io.millrace.launcher.cluster.ClusterSize;
import io.millrace.launcher.cluster.MemberName;
import io.millrace.launcher.cluster.MemberPorts;
import io.millrace.launcher.error.LauncherException;
import io.millrace.local.BrokerLogin;
import io.millrace.local.Installation;
import io.millrace.local.Secrets;
import io.millrace.local.server.BrokerGroup;
import io.millrace.local.server.ClickHouseEmbedded;
import io.millrace.local.server.ConnectWorker;
import io.millrace.local.server.KafkaBroker;
import io.millrace.local.server.PostgresServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The servers of others that the launcher runs where the configuration names none: each once, or with the members of a cluster. */
final class EmbeddedServers {
    private final Config config;
    private final Optional<ClusterSize> size;
    private final Installation installation;
    private final DataFolder data;
    private final Addresses addresses;
    private final MemberPorts ports;
    private final Secrets secrets;
    private final SecretFile connectorSecret;
    private final LogSecurity logSecurity;

    private final PostgresServer postgres;
    private final List<KafkaBroker> kafka;
    private final List<ConnectWorker> connect;
    private final ClickHouseEmbedded clickhouse;

    EmbeddedServers(
            Config config,
            String embeddedDatabase,
            Optional<ClusterSize> size,
            Installation installation,
            DataFolder data,
            Addresses addresses,
            MemberPorts ports,
            Secrets secrets) {
        this.config = config;
        this.size = size;
        this.installation = installation;
        this.data = data;
        this.addresses = addresses;
        this.ports = ports;
        this.secrets = secrets;
        this.connectorSecret = new SecretFile(data.connectorSecret());

        this.postgres = new PostgresServer(
                data.service(ServiceGraph.POSTGRES),
                addresses.postgres(),
                embeddedDatabase,
                secrets.secret("postgres"));
        String kafkaPassword = secrets.secret("kafka");
        this.logSecurity = config.log().bootstrapServers().isPresent()
                ? config.log().security()
                : LogSecurity.onLoopback(BrokerLogin.USER, kafkaPassword);
        this.kafka = brokers(kafkaPassword);
        this.connect = workers(secrets.secret("connect"));
        this.clickhouse = new ClickHouseEmbedded(
                installation,
                data.service(ServiceGraph.CLICKHOUSE),
                addresses.clickhouse(),
                secrets.secret("clickhouse"),
                secrets.secret("clickhouse-reader"));
    }

    PostgresServer postgres() {
        return postgres;
    }

    /** One, or the members of the cluster, the first of which has the configured port. */
    List<KafkaBroker> kafka() {
        return kafka;
    }

    /** One, or the members of the group, the first of which has the configured port. */
    List<ConnectWorker> connect() {
        return connect;
    }

    ClickHouseEmbedded clickhouse() {
        return clickhouse;
    }

    /** How our own Kafka, or that of the configuration, is reached. */
    LogSecurity logSecurity() {
        return logSecurity;
    }

    /** By which our own workers get the connector's password. */
    SecretFile connectorSecret() {
        return connectorSecret;
    }

    private List<KafkaBroker> brokers(String password) {
        int brokers = size.map(ClusterSize::brokers).orElse(0);
        if (brokers == 0 || config.log().bootstrapServers().isPresent()) {
            return List.of(
                    new KafkaBroker(installation, data.service(ServiceGraph.KAFKA), addresses.kafka(), password));
        }
        List<String> names = MemberName.all(ServiceGraph.KAFKA, brokers);
        List<Integer> clients = ports(names, addresses.kafka());
        List<Integer> controllers = names.stream()
                .map(name -> ports.port(name + ".controller", addresses.kafka()))
                .toList();
        String controllerPassword = secrets.secret("kafka-controller");
        List<KafkaBroker> members = new ArrayList<>();
        for (int i = 0; i < brokers; i++) {
            members.add(KafkaBroker.member(
                    installation,
                    data.service(names.get(i)),
                    clients.get(i),
                    password,
                    new BrokerGroup(i + 1, controllers, controllerPassword)));
        }
        return members;
    }

    private List<ConnectWorker> workers(String password) {
        int workers = size.map(ClusterSize::connectWorkers).orElse(0);
        String servers = config.log().bootstrapServers().orElse(bootstrapServers());
        if (workers == 0 || config.capture().connectUrl().isPresent()) {
            return List.of(new ConnectWorker(
                    installation,
                    data.service(ServiceGraph.CONNECT),
                    addresses.connect(),
                    servers,
                    password,
                    workerSettings(),
                    workerEnvironment()));
        }
        List<String> names = MemberName.all(ServiceGraph.CONNECT, workers);
        List<Integer> clients = ports(names, addresses.connect());
        List<ConnectWorker> members = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            members.add(new ConnectWorker(
                    names.get(i),
                    installation,
                    data.service(names.get(i)),
                    clients.get(i),
                    servers,
                    replicationFactor(),
                    password,
                    workerSettings(),
                    workerEnvironment()));
        }
        return members;
    }

    /** The configured port for the first member, and free ones next to it for the others. */
    private List<Integer> ports(List<String> names, int configured) {
        List<Integer> all = new ArrayList<>(List.of(configured));
        names.stream().skip(1).forEach(name -> all.add(ports.port(name, configured)));
        return all;
    }

    /** Of all our own workers, with user and password. */
    String connectUrl() {
        return connect.get(0).url()
                + connect.stream()
                        .skip(1)
                        .map(worker -> ",127.0.0.1:" + worker.port())
                        .collect(Collectors.joining());
    }

    /** Of all our own brokers. */
    String bootstrapServers() {
        return kafka.stream().map(KafkaBroker::bootstrapServers).collect(Collectors.joining(","));
    }

    /** Of topics: as configured, or as many as our own brokers can hold. */
    int replicationFactor() {
        int configured = config.log().replicationFactor();
        if (size.isEmpty() || config.log().bootstrapServers().isPresent()) {
            return configured;
        }
        int brokers = size.get().brokers();
        if (configured > brokers) {
            throw new LauncherException("log.replicationFactor is " + configured + ", and there are " + brokers
                    + " brokers: start with --brokers " + configured + ", or remove the setting");
        }
        return configured > 1 ? configured : BrokerGroup.replicas(brokers);
    }

    /** The worker's own clients and those of its connectors each have settings of their own. */
    Map<String, String> workerSettings() {
        Map<String, String> settings = new HashMap<>(connectorSecret.workerSettings());
        logSecurity
                .clientSettings()
                .forEach((name, value) -> List.of("", "producer.", "consumer.", "admin.")
                        .forEach(clients -> settings.put(clients + name, value)));
        return settings;
    }

    /** Changes of our own Postgres come by its Unix socket. */
    private Map<String, String> workerEnvironment() {
        return config.source().url().isPresent()
                ? Map.of()
                : postgres.socket()
                        .map(path -> Map.of("MILLRACE_POSTGRES_SOCKET", postgres.port() + "=" + path))
                        .orElse(Map.of());
    }
}
