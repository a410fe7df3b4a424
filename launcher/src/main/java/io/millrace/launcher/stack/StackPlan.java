package io.millrace.launcher.stack;

import io.millrace.config.Config;
import io.millrace.config.LogSecurity;
import io.millrace.connect.SecretFile;
import io.millrace.controller.capture.ConnectorSecret;
import io.millrace.local.BrokerLogin;
import io.millrace.local.Installation;
import io.millrace.local.Secrets;
import io.millrace.local.server.ClickHouseEmbedded;
import io.millrace.local.server.ConnectWorker;
import io.millrace.local.server.KafkaBroker;
import io.millrace.local.server.LocalServer;
import io.millrace.local.server.PostgresServer;
import io.millrace.wiring.KafkaWiring;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Derives a {@link Stack} from the configuration: for each system, whether the launcher runs it or it is external. */
final class StackPlan {
    private final Config config;
    private final boolean withShop;
    private final Installation installation;
    private final DataFolder data;
    private final Addresses addresses;
    private final Secrets secrets;
    private final SecretFile connectorSecret;
    private final LogSecurity logSecurity;

    private final PostgresServer postgres;
    private final KafkaBroker kafka;
    private final ConnectWorker connect;
    private final ClickHouseEmbedded clickhouse;

    StackPlan(Config config, String embeddedDatabase, boolean withShop, Installation installation, DataFolder data) {
        this.config = config;
        this.withShop = withShop;
        this.installation = installation;
        this.data = data;
        this.addresses = Addresses.of(config);
        this.secrets = new Secrets(data.secrets());
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
        this.kafka = new KafkaBroker(installation, data.service(ServiceGraph.KAFKA), addresses.kafka(), kafkaPassword);
        this.connect = new ConnectWorker(
                installation,
                data.service(ServiceGraph.CONNECT),
                addresses.connect(),
                config.log().bootstrapServers().orElse(kafka.bootstrapServers()),
                secrets.secret("connect"),
                workerSettings(),
                workerEnvironment());
        this.clickhouse = new ClickHouseEmbedded(
                installation,
                data.service(ServiceGraph.CLICKHOUSE),
                addresses.clickhouse(),
                secrets.secret("clickhouse"),
                secrets.secret("clickhouse-reader"));
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

    Stack stack() {
        List<Component> components = new ArrayList<>();
        components.add(embeddedOr(
                config.source().url(),
                new Component.Managed(postgres, postgres.url(), "ports.postgres", postgres::ensureDatabase),
                url -> external(ServiceGraph.POSTGRES, url, "source.url", () -> ExternalChecks.postgres(url))));
        components.add(embeddedOr(
                config.log().bootstrapServers(),
                new Component.Managed(
                        kafka, kafka.url(), "ports.kafka", () -> kafka.writeClientSettings(data.kafkaClient())),
                servers -> external(
                        ServiceGraph.KAFKA,
                        kafkaUrl(servers),
                        "log.bootstrapServers",
                        () -> ExternalChecks.kafka(KafkaWiring.brokers(config)))));
        components.add(embeddedOr(
                config.capture().connectUrl(),
                managed(connect, connect.url(), "ports.connect"),
                url -> external(
                        ServiceGraph.CONNECT,
                        url,
                        "capture.connectUrl",
                        () -> ExternalChecks.connect(url, config.capture().trust()))));
        components.add(embeddedOr(
                config.warehouse().url(),
                managed(clickhouse, clickhouse.url(), "ports.clickhouse"),
                url -> external(
                        ServiceGraph.CLICKHOUSE,
                        url,
                        "warehouse.url",
                        () -> ExternalChecks.clickhouse(
                                config.warehouse().urls(), config.warehouse().trust()))));
        components.add(controller());
        components.add(process(
                ServiceGraph.PIPELINE,
                addresses.pipelineBind(),
                config.pipeline().bind(),
                config.ports().pipeline()));
        components.add(process(
                ServiceGraph.OPS,
                addresses.opsBind(),
                config.ops().bind(),
                config.ports().ops()));
        if (withShop) {
            components.add(process(
                    ServiceGraph.SHOP,
                    addresses.shopBind(),
                    config.shop().bind(),
                    config.ports().shop()));
        }
        return new Stack(complete(), components);
    }

    private Config complete() {
        Path web = installation.home().resolve("web").resolve("dist");
        return ResolvedConfig.of(
                config,
                data.root().toAbsolutePath().toString(),
                addresses,
                postgres.url(),
                kafka.bootstrapServers(),
                logSecurity,
                connect.url(),
                clickhouse.url(),
                folderUri(data.service(ServiceGraph.PIPELINE).resolve("checkpoint")),
                Files.isDirectory(web) ? Optional.of(web.toString()) : Optional.empty(),
                withShop);
    }

    /** The same whether the folder is there already or not. */
    private static URI folderUri(Path folder) {
        String uri = folder.toUri().toString();
        return URI.create(uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri);
    }

    /** The password goes by a file to our own worker; one elsewhere cannot read our files. */
    private Component controller() {
        String generated = secrets.secret("capture");
        ConnectorSecret password = config.capture().connectUrl().isEmpty()
                ? new ConnectorSecret.InFile(generated, connectorSecret)
                : ConnectorSecret.InEnvironment.of(System.getenv()).orElse(new ConnectorSecret.InClear(generated));
        Map<String, String> environment = new HashMap<>(password.environment());
        environment.put("MILLRACE_CONDITIONS_KEY", secrets.secret("conditions"));
        JavaService service = new JavaService(
                installation,
                ServiceGraph.CONTROLLER,
                data,
                Addresses.portOf(addresses.controllerBind()),
                "http",
                environment);
        return managed(
                service,
                ResolvedConfig.httpUrl(addresses.controllerBind()),
                portSetting(
                        ServiceGraph.CONTROLLER,
                        config.controller().bind(),
                        config.ports().controller()));
    }

    /** The key in {@code millrace.yaml} that an operator changes to get another port. */
    private static String portSetting(String name, String bind, int port) {
        return bind.equals("127.0.0.1:" + port) ? "ports." + name : name + ".bind";
    }

    private Component process(String name, String bind, String bindSetting, int portSetting) {
        String setting = portSetting(name, bindSetting, portSetting);
        boolean tls =
                name.equals(ServiceGraph.OPS) && config.ops().tlsCertificate().isPresent();
        // Ops reads with a read-only user; an external ClickHouse has one if MILLRACE_WAREHOUSE_READER_URL is set.
        Map<String, String> environment = new HashMap<>();
        if (name.equals(ServiceGraph.OPS)) {
            // It signs the conditions of resyncs that it asks the controller for.
            environment.put("MILLRACE_CONDITIONS_KEY", secrets.secret("conditions"));
            if (config.warehouse().url().isEmpty()) {
                environment.put("MILLRACE_WAREHOUSE_READER_URL", clickhouse.readerUrl());
            }
        }
        JavaService service =
                new JavaService(installation, name, data, Addresses.portOf(bind), tls ? "https" : "http", environment);
        String url = ResolvedConfig.httpUrl(bind);
        return managed(service, tls ? ResolvedConfig.opsUrl(config.ops(), bind) : url, setting);
    }

    private static Component embeddedOr(
            Optional<String> address, Component embedded, Function<String, Component> external) {
        return address.map(external).orElse(embedded);
    }

    private static Component managed(LocalServer server, String url, String setting) {
        return new Component.Managed(server, url, setting, () -> {});
    }

    private static Component external(String name, String url, String setting, Component.Check check) {
        return new Component.External(name, withoutPassword(url), setting, check);
    }

    /** The address of an external system as the status shows and stores it. The user's name stays. */
    static String withoutPassword(String url) {
        // A password may hold an unencoded @; the last one before the path ends it.
        return url.replaceFirst("^([a-z]+://[^/?#:]*):[^/?#]*@", "$1@")
                .replaceAll("([?&](?:ssl)?password=)[^&]*", "$1");
    }

    /** Kafka has no URL scheme; this form can be parsed like the others. */
    private static String kafkaUrl(String servers) {
        return "kafka://" + servers;
    }
}
