package io.millrace.launcher.stack;

import io.millrace.config.AlertSettings;
import io.millrace.config.Config;
import io.millrace.config.LogSecurity;
import io.millrace.config.LogSecurity.Login;
import io.millrace.config.LogSettings;
import io.millrace.config.ProcessSettings;
import io.millrace.config.Setting;
import io.millrace.config.SettingValues;
import io.millrace.config.SourceSettings;
import io.millrace.config.WarehouseSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configuration with every address filled in: what each process gets to read. A snapshot, so that a process that is
 * started again never has another configuration than the others, and needs no environment of the launcher's.
 */
final class ResolvedConfig {
    /** Each process runs in its own folder. */
    private static final List<Setting<Optional<String>>> FILES = List.of(
            LogSettings.CA_FILE,
            LogSettings.CERTIFICATE,
            LogSettings.KEY,
            LogSettings.CONNECT_CA_FILE,
            WarehouseSettings.CA_FILE,
            ProcessSettings.TLS_CERTIFICATE,
            ProcessSettings.TLS_KEY);

    private ResolvedConfig() {}

    /**
     * @param dataFolder whose disk is watched, besides those of {@code alerts.folders}
     * @param postgresUrl if {@code source.url} is absent, and so on
     * @param logSecurity the login for Kafka, embedded or external
     * @param checkpoint if {@code pipeline.checkpoint} is absent
     * @param webDir the built web pages, if they are there
     * @param withShop whether the shop is part of the stack
     */
    static Config of(
            Config config,
            String dataFolder,
            Addresses addresses,
            String postgresUrl,
            String kafkaServers,
            LogSecurity logSecurity,
            String connectUrl,
            String clickhouseUrl,
            URI checkpoint,
            Optional<String> webDir,
            boolean withShop) {
        String opsUrl = opsUrl(config.ops(), addresses.opsBind());
        SettingValues values = SettingValues.of(config);
        values = or(values, SourceSettings.URL, Optional.of(postgresUrl));
        values = or(values, LogSettings.BOOTSTRAP_SERVERS, Optional.of(kafkaServers));
        values = security(values, logSecurity);
        values = or(values, LogSettings.CONNECT_URL, Optional.of(connectUrl));
        values = or(values, WarehouseSettings.URL, Optional.of(clickhouseUrl));
        values = or(values, ProcessSettings.CHECKPOINT, Optional.of(checkpoint.toString()));
        values = or(values, ProcessSettings.OPS_WEB_DIR, webDir);
        values = or(values, ProcessSettings.SHOP_WEB_DIR, webDir);
        values = or(values, ProcessSettings.OPS_URL, Optional.of(opsUrl));
        for (Setting<Optional<String>> file : FILES) {
            values = values.with(file, absolute(values.get(file)));
        }
        return addresses(values, addresses)
                .with(ProcessSettings.SERVICES, services(config, addresses, withShop))
                .with(
                        AlertSettings.FOLDERS,
                        Stream.concat(Stream.of(dataFolder), config.alerts().folders().stream())
                                .distinct()
                                .toList())
                .config();
    }

    private static SettingValues or(
            SettingValues values, Setting<Optional<String>> setting, Optional<String> otherwise) {
        return values.with(setting, values.get(setting).or(() -> otherwise));
    }

    private static SettingValues security(SettingValues values, LogSecurity security) {
        return values.with(LogSettings.TLS, security.tls())
                .with(LogSettings.CA_FILE, security.caFile())
                .with(LogSettings.CERTIFICATE, security.certificate())
                .with(LogSettings.KEY, security.key())
                .with(LogSettings.USER, security.login().map(Login::user))
                .with(LogSettings.PASSWORD, security.login().map(Login::password))
                .with(LogSettings.MECHANISM, security.login().map(Login::mechanism));
    }

    private static SettingValues addresses(SettingValues values, Addresses addresses) {
        return values.with(ProcessSettings.CONTROLLER_BIND, addresses.controllerBind())
                .with(ProcessSettings.PIPELINE_BIND, addresses.pipelineBind())
                .with(ProcessSettings.OPS_BIND, addresses.opsBind())
                .with(ProcessSettings.SHOP_BIND, addresses.shopBind())
                .with(ProcessSettings.POSTGRES_PORT, addresses.postgres())
                .with(ProcessSettings.KAFKA_PORT, addresses.kafka())
                .with(ProcessSettings.CONNECT_PORT, addresses.connect())
                .with(ProcessSettings.CLICKHOUSE_PORT, addresses.clickhouse())
                .with(ProcessSettings.CONTROLLER_PORT, Addresses.portOf(addresses.controllerBind()))
                .with(ProcessSettings.PIPELINE_PORT, Addresses.portOf(addresses.pipelineBind()))
                .with(ProcessSettings.OPS_PORT, Addresses.portOf(addresses.opsBind()))
                .with(ProcessSettings.SHOP_PORT, Addresses.portOf(addresses.shopBind()));
    }

    private static Map<String, String> services(Config config, Addresses addresses, boolean withShop) {
        Map<String, String> services = new LinkedHashMap<>();
        services.put(ServiceGraph.CONTROLLER, httpUrl(addresses.controllerBind()));
        services.put(ServiceGraph.PIPELINE, httpUrl(addresses.pipelineBind()));
        if (withShop) {
            services.put(ServiceGraph.SHOP, httpUrl(addresses.shopBind()));
        }
        services.putAll(config.ops().services());
        return services;
    }

    private static Optional<String> absolute(Optional<String> file) {
        return file.map(name -> Path.of(name).toAbsolutePath().toString());
    }

    /** The URL of ops on this machine. */
    static String opsUrl(Config.Ops ops, String bind) {
        String url = httpUrl(bind);
        return ops.tlsCertificate().isPresent() ? url.replaceFirst("http:", "https:") : url;
    }

    /** The URL of a process on this machine. */
    static String httpUrl(String bind) {
        String host = bind.substring(0, bind.lastIndexOf(':'));
        boolean everywhere = host.equals("0.0.0.0") || host.equals("[::]") || host.equals("*");
        return "http://" + (everywhere ? "127.0.0.1" : host) + ":" + Addresses.portOf(bind);
    }
}
