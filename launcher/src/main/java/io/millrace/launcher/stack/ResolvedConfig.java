package io.millrace.launcher.stack;

import io.millrace.config.Config;
import io.millrace.config.LogSecurity;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The configuration with every address filled in: what each process gets to read. */
final class ResolvedConfig {
    private ResolvedConfig() {}

    /**
     * @param postgresUrl where {@code source.url} is absent, and so on
     * @param logSecurity the login at Kafka, whoever runs it
     * @param checkpoint where {@code pipeline.checkpoint} is absent
     * @param webDir the built web pages, if they are there
     * @param withShop whether the shop is part of the stack
     */
    static Config of(
            Config config,
            Addresses addresses,
            String postgresUrl,
            String kafkaServers,
            LogSecurity logSecurity,
            String connectUrl,
            String clickhouseUrl,
            URI checkpoint,
            Optional<String> webDir,
            boolean withShop) {
        Config.Source source = config.source();
        Config.Pipeline pipeline = config.pipeline();
        String opsUrl = opsUrl(config.ops(), addresses.opsBind());
        Map<String, String> services = new LinkedHashMap<>();
        services.put(ServiceGraph.CONTROLLER, httpUrl(addresses.controllerBind()));
        services.put(ServiceGraph.PIPELINE, httpUrl(addresses.pipelineBind()));
        if (withShop) {
            services.put(ServiceGraph.SHOP, httpUrl(addresses.shopBind()));
        }
        services.putAll(config.ops().services());
        return new Config(
                new Config.Source(
                        Optional.of(source.url().orElse(postgresUrl)),
                        source.name(),
                        source.tables(),
                        source.exclude(),
                        source.slot(),
                        source.publication(),
                        source.columns(),
                        source.hashKey()),
                new Config.Log(
                        Optional.of(config.log().bootstrapServers().orElse(kafkaServers)),
                        config.log().partitions(),
                        config.log().replicationFactor(),
                        security(logSecurity)),
                new Config.Capture(
                        Optional.of(config.capture().connectUrl().orElse(connectUrl)),
                        config.capture().loadRowsPerSecond(),
                        absolute(config.capture().caFile())),
                new Config.Warehouse(
                        Optional.of(config.warehouse().url().orElse(clickhouseUrl)),
                        config.warehouse().database(),
                        config.warehouse().columns(),
                        config.warehouse().json(),
                        config.warehouse().history(),
                        absolute(config.warehouse().caFile()),
                        config.warehouse().cluster(),
                        config.warehouse().insertQuorum()),
                new Config.Controller(addresses.controllerBind()),
                new Config.Pipeline(
                        pipeline.mode(),
                        pipeline.lingerMillis(),
                        Optional.of(pipeline.checkpoint().orElse(checkpoint.toString())),
                        pipeline.checkpointIntervalMillis(),
                        pipeline.master(),
                        pipeline.hadoop(),
                        addresses.pipelineBind()),
                new Config.Ops(
                        addresses.opsBind(),
                        config.ops().token(),
                        services,
                        config.ops().webDir().or(() -> webDir),
                        absolute(config.ops().tlsCertificate()),
                        absolute(config.ops().tlsKey())),
                new Config.Shop(
                        addresses.shopBind(),
                        config.shop().ordersPerSecond(),
                        config.shop().opsUrl().or(() -> Optional.of(opsUrl)),
                        config.shop().webDir().or(() -> webDir)),
                new Config.Ports(
                        addresses.postgres(),
                        addresses.kafka(),
                        addresses.connect(),
                        addresses.clickhouse(),
                        Addresses.portOf(addresses.controllerBind()),
                        Addresses.portOf(addresses.pipelineBind()),
                        Addresses.portOf(addresses.opsBind()),
                        Addresses.portOf(addresses.shopBind())),
                config.schema(),
                config.verify(),
                config.alerts());
    }

    private static LogSecurity security(LogSecurity security) {
        return new LogSecurity(
                security.tls(),
                absolute(security.caFile()),
                absolute(security.certificate()),
                absolute(security.key()),
                security.login());
    }

    /** The processes run in folders of their own. */
    private static Optional<String> absolute(Optional<String> file) {
        return file.map(name -> Path.of(name).toAbsolutePath().toString());
    }

    /** How ops bound there is reached from this machine. */
    static String opsUrl(Config.Ops ops, String bind) {
        String url = httpUrl(bind);
        return ops.tlsCertificate().isPresent() ? url.replaceFirst("http:", "https:") : url;
    }

    /** How a process bound there is reached from this machine. */
    static String httpUrl(String bind) {
        String host = bind.substring(0, bind.lastIndexOf(':'));
        boolean everywhere = host.equals("0.0.0.0") || host.equals("[::]") || host.equals("*");
        return "http://" + (everywhere ? "127.0.0.1" : host) + ":" + Addresses.portOf(bind);
    }
}
