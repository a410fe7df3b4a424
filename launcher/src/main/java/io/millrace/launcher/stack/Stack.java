package io.millrace.launcher.stack;

import io.millrace.config.Config;
import io.millrace.connect.SecretFile;
import io.millrace.launcher.capture.CaptureKeeper;
import io.millrace.launcher.capture.CaptureLog;
import io.millrace.launcher.capture.CapturePassword;
import io.millrace.local.ClickHouseEmbedded;
import io.millrace.local.ConnectWorker;
import io.millrace.local.Installation;
import io.millrace.local.KafkaBroker;
import io.millrace.local.LocalServer;
import io.millrace.local.PostgresServer;
import io.millrace.local.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one configuration means on this machine: the components to run or to check, and the complete configuration for the
 * processes.
 *
 * @param config complete
 * @param components in the order of {@link ServiceGraph}
 */
public record Stack(Config config, List<Component> components) {
    public Stack {
        components = List.copyOf(components);
    }

    /**
     * @param config as the person wrote it
     * @param embeddedDatabase the database of the embedded Postgres
     * @param withShop whether the shop belongs to it
     */
    public static Stack of(
            Config config, String embeddedDatabase, boolean withShop, Installation installation, DataFolder data) {
        Addresses addresses = Addresses.of(config);
        Secrets secrets = new Secrets(data.secrets());
        PostgresServer postgres = new PostgresServer(
                data.service(ServiceGraph.POSTGRES),
                addresses.postgres(),
                embeddedDatabase,
                secrets.secret("postgres"));
        KafkaBroker kafka = new KafkaBroker(installation, data.service(ServiceGraph.KAFKA), addresses.kafka());
        String servers = config.log().bootstrapServers().orElse(kafka.url());
        SecretFile secretFile = new SecretFile(data.root().resolve("etc").resolve("connector.properties"));
        ConnectWorker connect = new ConnectWorker(
                installation,
                data.service(ServiceGraph.CONNECT),
                addresses.connect(),
                servers,
                secretFile.workerSettings());
        ClickHouseEmbedded clickhouse = new ClickHouseEmbedded(
                installation,
                data.service(ServiceGraph.CLICKHOUSE),
                addresses.clickhouse(),
                secrets.secret("clickhouse"));
        Path web = installation.home().resolve("web").resolve("dist");
        Config complete = ResolvedConfig.of(
                config,
                addresses,
                postgres.url(),
                servers,
                connect.url(),
                clickhouse.url(),
                data.service(ServiceGraph.PIPELINE).resolve("checkpoint").toUri(),
                Files.isDirectory(web) ? Optional.of(web.toString()) : Optional.empty(),
                withShop);

        List<Component> components = new ArrayList<>();
        components.add(config.source()
                .url()
                .<Component>map(url -> new Component.External(
                        ServiceGraph.POSTGRES, url, "source.url", () -> ExternalChecks.postgres(url)))
                .orElseGet(() ->
                        new Component.Managed(postgres, postgres.url(), "ports.postgres", postgres::ensureDatabase)));
        components.add(config.log()
                .bootstrapServers()
                .<Component>map(address -> new Component.External(
                        ServiceGraph.KAFKA,
                        kafkaUrl(address),
                        "log.bootstrapServers",
                        () -> ExternalChecks.kafka(address)))
                .orElseGet(() -> managed(kafka, kafkaUrl(kafka.url()), "ports.kafka")));
        components.add(config.capture()
                .connectUrl()
                .<Component>map(url -> new Component.External(
                        ServiceGraph.CONNECT, url, "capture.connectUrl", () -> ExternalChecks.connect(url)))
                .orElseGet(() -> managed(connect, connect.url(), "ports.connect")));
        components.add(config.warehouse()
                .url()
                .<Component>map(url -> new Component.External(
                        ServiceGraph.CLICKHOUSE, url, "warehouse.url", () -> ExternalChecks.clickhouse(url)))
                .orElseGet(() -> managed(clickhouse, clickhouse.url(), "ports.clickhouse")));
        String generated = secrets.secret("capture");
        CapturePassword password = config.capture().connectUrl().isEmpty()
                ? new CapturePassword.InFile(generated, secretFile)
                : CapturePassword.InEnvironment.orElse(System.getenv(), generated);
        CaptureKeeper keeper =
                new CaptureKeeper(complete, password, new CaptureLog(data.log("capture"), Clock.systemUTC()));
        components.add(new Component.Step(ServiceGraph.CAPTURE, ServiceGraph.CONNECT, keeper::keep));
        components.add(service(
                installation,
                ServiceGraph.PIPELINE,
                addresses.pipelineBind(),
                config.pipeline().bind(),
                config.ports().pipeline(),
                data));
        components.add(service(
                installation,
                ServiceGraph.OPS,
                addresses.opsBind(),
                config.ops().bind(),
                config.ports().ops(),
                data));
        if (withShop) {
            components.add(service(
                    installation,
                    ServiceGraph.SHOP,
                    addresses.shopBind(),
                    config.shop().bind(),
                    config.ports().shop(),
                    data));
        }
        components.removeIf(c -> java.util.Set.of("pipeline", "ops", "shop").contains(c.name())
                && installation
                        .resource(c.name(), "io/millrace/" + c.name() + "/Main.class")
                        .isEmpty()); // TEMPORARY
        return new Stack(complete, components);
    }

    private static Component managed(LocalServer server, String url, String setting) {
        return new Component.Managed(server, url, setting, () -> {});
    }

    private static Component service(
            Installation installation, String name, String bind, String bindSetting, int portSetting, DataFolder data) {
        String setting = bindSetting.equals("127.0.0.1:" + portSetting) ? "ports." + name : name + ".bind";
        JavaService service = new JavaService(installation, name, data, Addresses.portOf(bind));
        return managed(service, ResolvedConfig.httpUrl(bind), setting);
    }

    /** Kafka has no URLs of its own; this one can be parsed like the others. */
    private static String kafkaUrl(String servers) {
        return "kafka://" + servers;
    }
}
