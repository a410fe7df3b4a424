package io.millrace.launcher.stack;

import io.millrace.config.Config;
import io.millrace.config.LogSettings;
import io.millrace.config.ProcessSettings;
import io.millrace.config.SettingValues;
import io.millrace.controller.capture.ConnectorSecret;
import io.millrace.launcher.cluster.ClusterSize;
import io.millrace.launcher.cluster.MemberName;
import io.millrace.launcher.cluster.MemberPorts;
import io.millrace.local.Installation;
import io.millrace.local.Secrets;
import io.millrace.local.server.LocalServer;
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

/**
 * Derives a {@link Stack} from the configuration: for each system, whether the launcher runs it or it is external, and as how many
 * members.
 */
final class StackPlan {
    private final Config config;
    private final boolean withShop;
    private final Installation installation;
    private final DataFolder data;
    private final Addresses addresses;
    private final Secrets secrets;
    private final EmbeddedServers servers;
    private final Optional<ClusterSize> size;
    private final MemberPorts ports;
    private final Optional<SparkPlan> spark;
    private final Map<Path, Config> memberConfigs = new HashMap<>();

    /** @param size empty: one process for each service */
    StackPlan(
            Config config,
            String embeddedDatabase,
            boolean withShop,
            Optional<ClusterSize> size,
            Installation installation,
            DataFolder data) {
        this.config = config;
        this.size = size;
        this.withShop = withShop;
        this.installation = installation;
        this.data = data;
        this.addresses = Addresses.of(config);
        this.ports = new MemberPorts(
                data.ports(),
                addresses.ports(),
                member -> data.pidFile(member).running().isPresent());
        this.secrets = new Secrets(data.secrets());

        this.servers =
                new EmbeddedServers(config, embeddedDatabase, size, installation, data, addresses, ports, secrets);
        this.spark = size.map(some -> new SparkPlan(config, some, installation, data, ports, secrets));
    }

    EmbeddedServers servers() {
        return servers;
    }

    Stack stack() {
        List<Component> components = new ArrayList<>();
        components.addAll(embeddedOr(
                config.source().url(),
                List.of(new Component.Managed(
                        servers.postgres(),
                        servers.postgres().url(),
                        "ports.postgres",
                        servers.postgres()::ensureDatabase)),
                url -> external(ServiceGraph.POSTGRES, url, "source.url", () -> ExternalChecks.postgres(url))));
        components.addAll(embeddedOr(
                config.log().bootstrapServers(),
                servers.kafka().stream()
                        .<Component>map(broker -> new Component.Managed(
                                broker,
                                broker.url(),
                                "ports.kafka",
                                () -> broker.writeClientSettings(data.kafkaClient())))
                        .toList(),
                servers -> external(
                        ServiceGraph.KAFKA,
                        kafkaUrl(servers),
                        "log.bootstrapServers",
                        () -> ExternalChecks.kafka(KafkaWiring.brokers(config)))));
        components.addAll(embeddedOr(
                config.capture().connectUrl(),
                servers.connect().stream()
                        .map(worker -> managed(worker, worker.url(), "ports.connect"))
                        .toList(),
                url -> external(
                        ServiceGraph.CONNECT,
                        url,
                        "capture.connectUrl",
                        () -> ExternalChecks.connect(
                                config.capture().connectUrls(), config.capture().trust()))));
        components.addAll(embeddedOr(
                config.warehouse().url(),
                List.of(managed(servers.clickhouse(), servers.clickhouse().url(), "ports.clickhouse")),
                url -> external(
                        ServiceGraph.CLICKHOUSE,
                        url,
                        "warehouse.url",
                        () -> ExternalChecks.clickhouse(
                                config.warehouse().urls(), config.warehouse().trust()))));
        Config complete = complete();
        components.addAll(controllers(complete));
        components.addAll(pipeline());
        components.addAll(ops(complete));
        if (withShop) {
            components.add(process(
                    ServiceGraph.SHOP,
                    data.resolvedConfig(),
                    addresses.shopBind(),
                    config.shop().bind(),
                    config.ports().shop()));
        }
        if (size.isPresent()) {
            ports.write();
        }
        return new Stack(complete, components, memberConfigs);
    }

    private Config complete() {
        Path web = installation.home().resolve("web").resolve("dist");
        Config complete = ResolvedConfig.of(
                config,
                data.root().toAbsolutePath().toString(),
                addresses,
                servers.postgres().url(),
                servers.bootstrapServers(),
                servers.logSecurity(),
                servers.connectUrl(),
                servers.clickhouse().url(),
                folderUri(data.service(ServiceGraph.PIPELINE).resolve("checkpoint")),
                Files.isDirectory(web) ? Optional.of(web.toString()) : Optional.empty(),
                withShop);
        return spark.map(cluster -> SettingValues.of(complete)
                        .with(LogSettings.REPLICATION_FACTOR, servers.replicationFactor())
                        .with(ProcessSettings.MASTER, Optional.of(cluster.master()))
                        .config())
                .orElse(complete);
    }

    /** The same whether the folder is there already or not. */
    private static URI folderUri(Path folder) {
        String uri = folder.toUri().toString();
        return URI.create(uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri);
    }

    private List<Component> controllers(Config complete) {
        return several(
                ServiceGraph.CONTROLLER,
                ClusterSize.CONTROLLERS,
                addresses.controllerBind(),
                address -> SettingValues.of(complete).with(ProcessSettings.CONTROLLER_BIND, address),
                config.controller().bind(),
                config.ports().controller());
    }

    private List<Component> ops(Config complete) {
        return several(
                ServiceGraph.OPS,
                ClusterSize.OPS,
                addresses.opsBind(),
                address -> SettingValues.of(complete).with(ProcessSettings.OPS_BIND, address),
                config.ops().bind(),
                config.ports().ops());
    }

    /** Members of which each after the first reads a configuration with an address of its own. */
    private List<Component> several(
            String service,
            int number,
            String bind,
            Function<String, SettingValues> at,
            String bindSetting,
            int portSetting) {
        List<Component> members = new ArrayList<>();
        for (String name : members(service, number)) {
            if (members.isEmpty()) {
                members.add(process(name, data.resolvedConfig(), bind, bindSetting, portSetting));
            } else {
                String address = Addresses.withPort(bind, ports.port(name, Addresses.portOf(bind)));
                Path file = data.resolvedConfig(name);
                memberConfigs.put(file, at.apply(address).config());
                members.add(process(name, file, address, bindSetting, portSetting));
            }
        }
        return members;
    }

    private List<String> members(String service, int members) {
        return size.isEmpty() ? List.of(service) : MemberName.all(service, members);
    }

    private List<Component> pipeline() {
        String bind = addresses.pipelineBind();
        if (spark.isEmpty()) {
            return List.of(process(
                    ServiceGraph.PIPELINE,
                    data.resolvedConfig(),
                    bind,
                    config.pipeline().bind(),
                    config.ports().pipeline()));
        }
        JavaService process = service(ServiceGraph.PIPELINE, data.resolvedConfig(), bind, "http", Map.of());
        String setting = portSetting(
                ServiceGraph.PIPELINE, config.pipeline().bind(), config.ports().pipeline());
        List<Component> components = new ArrayList<>();
        spark.get().servers().forEach(server -> components.add(managed(server, server.url(), "no other port")));
        components.add(managed(spark.get().driver(process), ResolvedConfig.httpUrl(bind), setting));
        return components;
    }

    /** The password goes by a file to our own worker; one elsewhere cannot read our files. */
    private Map<String, String> controllerEnvironment() {
        String generated = secrets.secret("capture");
        ConnectorSecret password = config.capture().connectUrl().isEmpty()
                ? new ConnectorSecret.InFile(generated, servers.connectorSecret())
                : ConnectorSecret.InEnvironment.of(System.getenv()).orElse(new ConnectorSecret.InClear(generated));
        return password.environment();
    }

    /** The key in {@code millrace.yaml} that an operator changes to get another port. */
    private static String portSetting(String name, String bind, int port) {
        return bind.equals("127.0.0.1:" + port) ? "ports." + name : name + ".bind";
    }

    private Component process(String name, Path file, String bind, String bindSetting, int portSetting) {
        String service = MemberName.service(name);
        boolean tls = service.equals(ServiceGraph.OPS)
                && config.ops().tlsCertificate().isPresent();
        JavaService process = service(name, file, bind, tls ? "https" : "http", environment(service));
        String url = ResolvedConfig.httpUrl(bind);
        return managed(
                process,
                tls ? ResolvedConfig.opsUrl(config.ops(), bind) : url,
                portSetting(service, bindSetting, portSetting));
    }

    private JavaService service(String name, Path file, String bind, String scheme, Map<String, String> environment) {
        return new JavaService(
                installation, MemberName.service(name), name, data, file, Addresses.portOf(bind), scheme, environment);
    }

    private Map<String, String> environment(String service) {
        Map<String, String> environment = new HashMap<>();
        switch (service) {
            case ServiceGraph.CONTROLLER -> {
                environment.putAll(controllerEnvironment());
                environment.put("MILLRACE_CONDITIONS_KEY", secrets.secret("conditions"));
            }
            case ServiceGraph.OPS -> {
                // It signs the conditions of resyncs that it asks the controller for.
                environment.put("MILLRACE_CONDITIONS_KEY", secrets.secret("conditions"));
                // Ops reads with a read-only user; an external ClickHouse has one if MILLRACE_WAREHOUSE_READER_URL is
                // set.
                if (config.warehouse().url().isEmpty()) {
                    environment.put(
                            "MILLRACE_WAREHOUSE_READER_URL",
                            servers.clickhouse().readerUrl());
                }
            }
            default -> {}
        }
        return environment;
    }

    private static List<Component> embeddedOr(
            Optional<String> address, List<Component> embedded, Function<String, Component> external) {
        return address.map(url -> List.of(external.apply(url))).orElse(embedded);
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
