package io.millrace.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/** The settings of the processes, {@code controller}, {@code pipeline}, {@code ops} and {@code shop}, and of {@code ports}. */
public final class ProcessSettings {
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1]):\\d+");
    private static final String HEALTH = "Address of `/healthz`, `/readyz` and `/metrics` of the ";

    public static final Setting<Integer> POSTGRES_PORT =
            port("postgres", 15432, Config.Ports::postgres, "Port of the embedded Postgres; 0 takes any free port");
    public static final Setting<Integer> KAFKA_PORT = port(
            "kafka",
            9092,
            Config.Ports::kafka,
            "Port of the embedded Kafka, whose clients [log in](../guides/security.md#what-the-launcher-runs)");
    public static final Setting<Integer> CONNECT_PORT =
            port("connect", 8083, Config.Ports::connect, "Port of the embedded Kafka Connect");
    public static final Setting<Integer> CLICKHOUSE_PORT =
            port("clickhouse", 8123, Config.Ports::clickhouse, "Port of the embedded ClickHouse");
    public static final Setting<Integer> CONTROLLER_PORT =
            port("controller", 8084, Config.Ports::controller, "Port of the controller if `controller.bind` is absent");
    public static final Setting<Integer> PIPELINE_PORT =
            port("pipeline", 8082, Config.Ports::pipeline, "Port of the pipeline if `pipeline.bind` is absent");
    public static final Setting<Integer> OPS_PORT =
            port("ops", 8081, Config.Ports::ops, "Port of ops if `ops.bind` is absent");
    public static final Setting<Integer> SHOP_PORT =
            port("shop", 8080, Config.Ports::shop, "Port of the shop if `shop.bind` is absent");

    public static final Setting<String> CONTROLLER_BIND =
            bind("controller", CONTROLLER_PORT, config -> config.controller().bind(), HEALTH + "controller");
    public static final Setting<Config.Pipeline.Mode> MODE = Setting.of(
            "pipeline.mode",
            SettingTypes.oneOf(Config.Pipeline.Mode.class),
            Config.Pipeline.Mode.REALTIME,
            config -> config.pipeline().mode(),
            "How Spark runs the stream; `microbatch` works with fewer task slots than partitions");
    public static final Setting<Integer> LINGER = Setting.of(
            "pipeline.linger",
            SettingTypes.duration(0, 60_000),
            10,
            config -> config.pipeline().lingerMillis(),
            "How long the oldest row waits for others before it is written");
    public static final Setting<Optional<String>> CHECKPOINT = Setting.optional(
            "pipeline.checkpoint",
            SettingTypes.text(),
            "under `--data`",
            config -> config.pipeline().checkpoint(),
            "URI of Spark's checkpoint folder; see [the checkpoint](../explanation/delivery.md#the-checkpoint)");
    public static final Setting<Integer> CHECKPOINT_INTERVAL = Setting.of(
            "pipeline.checkpointInterval",
            SettingTypes.duration(5_000, 86_400_000),
            600_000,
            config -> config.pipeline().checkpointIntervalMillis(),
            "Duration of a batch of real-time mode; Spark writes its checkpoint at the end, which delays changes by about"
                    + " 100 ms");
    public static final Setting<Optional<String>> MASTER = Setting.optional(
            "pipeline.master",
            SettingTypes.text(),
            "`local[partitions + 1]`",
            config -> config.pipeline().master(),
            "Spark master; `spark-submit --master` comes first");
    public static final Setting<Map<String, String>> HADOOP = Setting.of(
            "pipeline.hadoop",
            SettingTypes.map("map of text"),
            Map.of(),
            config -> config.pipeline().hadoop(),
            "Settings of Hadoop's file systems for a checkpoint on another machine, such as `fs.s3a.endpoint`");
    public static final Setting<String> PIPELINE_BIND =
            bind("pipeline", PIPELINE_PORT, config -> config.pipeline().bind(), HEALTH + "pipeline");

    public static final Setting<String> OPS_BIND =
            bind("ops", OPS_PORT, config -> config.ops().bind(), "Address of console, API and `/metrics`");
    public static final Setting<Optional<String>> TOKEN = Setting.optional(
            "ops.token",
            SettingTypes.text(),
            "none",
            config -> config.ops().token(),
            "Bearer token of console and API; required if `ops.bind` is not on loopback");
    public static final Setting<Optional<String>> TLS_CERTIFICATE = Setting.optional(
            "ops.tlsCertificate",
            SettingTypes.file("a PEM file"),
            "none",
            config -> config.ops().tlsCertificate(),
            "PEM file with the certificate and its intermediate certificates; console and API then speak HTTPS only");
    public static final Setting<Optional<String>> TLS_KEY = Setting.optional(
            "ops.tlsKey",
            SettingTypes.file("a PEM file"),
            "none",
            config -> config.ops().tlsKey(),
            "PEM file with the certificate's key, PKCS#8 without a password (`openssl pkcs8 -topk8 -nocrypt`)");
    public static final Setting<Map<String, String>> SERVICES = Setting.computed(
            "ops.services",
            SettingTypes.map("map of URLs"),
            "set by the launcher",
            values -> Map.of(),
            config -> config.ops().services(),
            "Health addresses for the probe by service name: `controller`, `pipeline`, `shop`");
    public static final Setting<Optional<String>> OPS_WEB_DIR = Setting.optional(
            "ops.webDir",
            SettingTypes.file("a folder"),
            "set by the launcher",
            config -> config.ops().webDir(),
            "Folder of the built console; without it ops serves the API only");

    public static final Setting<String> SHOP_BIND =
            bind("shop", SHOP_PORT, config -> config.shop().bind(), "Address of the shop's storefront and API");
    public static final Setting<Double> ORDERS_PER_SECOND = Setting.of(
            "shop.ordersPerSecond",
            SettingTypes.decimal(10_000, "orders/s"),
            2.0,
            config -> config.shop().ordersPerSecond(),
            "Rate of the simulated shoppers at start");
    public static final Setting<Optional<String>> OPS_URL = Setting.optional(
            "shop.opsUrl",
            SettingTypes.httpUrl("an address such as http://host:port"),
            "set by the launcher",
            config -> config.shop().opsUrl(),
            "Address of ops, from which the storefront shows an order's journey");
    public static final Setting<Optional<String>> SHOP_WEB_DIR = Setting.optional(
            "shop.webDir",
            SettingTypes.file("a folder"),
            "set by the launcher",
            config -> config.shop().webDir(),
            "Folder of the built storefront; without it the shop serves the API only");

    static final List<Setting<?>> ALL = List.of(
            CONTROLLER_BIND,
            MODE,
            LINGER,
            CHECKPOINT,
            CHECKPOINT_INTERVAL,
            MASTER,
            HADOOP,
            PIPELINE_BIND,
            OPS_BIND,
            TOKEN,
            TLS_CERTIFICATE,
            TLS_KEY,
            SERVICES,
            OPS_WEB_DIR,
            SHOP_BIND,
            ORDERS_PER_SECOND,
            OPS_URL,
            SHOP_WEB_DIR,
            POSTGRES_PORT,
            KAFKA_PORT,
            CONNECT_PORT,
            CLICKHOUSE_PORT,
            CONTROLLER_PORT,
            PIPELINE_PORT,
            OPS_PORT,
            SHOP_PORT);

    private ProcessSettings() {}

    static void check(SettingValues values) {
        if (values.get(TLS_CERTIFICATE).isPresent() != values.get(TLS_KEY).isPresent()) {
            throw values.wrong(
                    values.get(TLS_KEY).isPresent() ? TLS_KEY : TLS_CERTIFICATE,
                    "needs the other: ops.tlsCertificate and ops.tlsKey belong together");
        }
        if (!LOOPBACK.matcher(values.get(OPS_BIND)).matches()
                && values.get(TOKEN).isEmpty()) {
            throw values.wrong(TOKEN, "is needed when ops.bind is not on loopback: set one, such as ${OPS_TOKEN}");
        }
    }

    static Config.Controller controller(SettingValues values) {
        return new Config.Controller(values.get(CONTROLLER_BIND));
    }

    static Config.Pipeline pipeline(SettingValues values) {
        return new Config.Pipeline(
                values.get(MODE),
                values.get(LINGER),
                values.get(CHECKPOINT),
                values.get(CHECKPOINT_INTERVAL),
                values.get(MASTER),
                values.get(HADOOP),
                values.get(PIPELINE_BIND));
    }

    static Config.Ops ops(SettingValues values) {
        return new Config.Ops(
                values.get(OPS_BIND),
                values.get(TOKEN),
                values.get(SERVICES),
                values.get(OPS_WEB_DIR),
                values.get(TLS_CERTIFICATE),
                values.get(TLS_KEY));
    }

    static Config.Shop shop(SettingValues values) {
        return new Config.Shop(
                values.get(SHOP_BIND), values.get(ORDERS_PER_SECOND), values.get(OPS_URL), values.get(SHOP_WEB_DIR));
    }

    static Config.Ports ports(SettingValues values) {
        return new Config.Ports(
                values.get(POSTGRES_PORT),
                values.get(KAFKA_PORT),
                values.get(CONNECT_PORT),
                values.get(CLICKHOUSE_PORT),
                values.get(CONTROLLER_PORT),
                values.get(PIPELINE_PORT),
                values.get(OPS_PORT),
                values.get(SHOP_PORT));
    }

    private static Setting<Integer> port(String name, int defaultPort, ToIntFunction<Config.Ports> in, String effect) {
        return Setting.of(
                "ports." + name,
                SettingTypes.integer(0, 65_535, ""),
                defaultPort,
                config -> in.applyAsInt(config.ports()),
                effect);
    }

    private static Setting<String> bind(
            String section, Setting<Integer> port, Function<Config, String> in, String effect) {
        return Setting.computed(
                section + ".bind",
                SettingTypes.bind(),
                "127.0.0.1, `" + port.key() + "`",
                values -> "127.0.0.1:" + values.get(port),
                in,
                effect);
    }
}
