package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.AlertRule.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final String FULL = """
            source:
              url: postgresql://cdc:${PASSWORD}@db.example:5432/Sales-EU?sslmode=require
              name: sales
              tables: [public.*, billing.invoices]
              exclude:
                - public.audit_*
              slot: slot_1
              publication: pub_1
            log:
              bootstrapServers: "k1:9092,k2:9092"
              partitions: 12
              replicationFactor: 2
              security: {caFile: /tls/kafka.pem, certificate: /tls/us.pem, key: /tls/us.key, user: mill, password: "${PASSWORD}", mechanism: SCRAM-SHA-256}
            capture: {connectUrl: https://connect:8083, loadRowsPerSecond: 5000, caFile: /tls/connect.pem}
            warehouse: {url: "https://u:p@house:8443", database: Mirror, json: JSON, history: [public.orders, audit.*], caFile: /tls/house.pem}
            controller: {bind: 0.0.0.0:9003}
            pipeline: {mode: microbatch, linger: 2s, checkpoint: s3a://bucket/x, checkpointInterval: 5s, master: "spark://m:7077", hadoop: {fs.s3a.endpoint: "http://s3:9000"}, bind: 0.0.0.0:9000}
            ops: {bind: 0.0.0.0:9001, token: t0ken, services: {shop: "http://shop:8080"}, webDir: /web}
            shop: {bind: 127.0.0.1:9002, ordersPerSecond: 0.5, opsUrl: http://ops:8081, webDir: /web}
            ports: {postgres: 1, kafka: 2, connect: 3, clickhouse: 4, controller: 7, pipeline: 5, ops: 6, shop: 0}
            verify: {rowsPerSecond: 7, replica: "postgresql://u@replica/x", background: false, backgroundRowsPerSecond: 8, pause: 9s}
            alerts:
              rules:
                lagSeconds: {above: 1m, for: 500ms, severity: critical}
                walRetained: {above: 1.5GiB}
                diskFree: {below: 5%}
                rescuedValues: off
              webhooks:
                - {url: "https://hooks.example/${PASSWORD}", format: slack, minimumSeverity: warning}
                - {url: "http://127.0.0.1:9/x"}
              folders: [/data]
              quietStart: 5s
            """;

    @Test
    void anEmptyFileMeansThatEverythingRunsEmbedded() {
        assertThat(ConfigReader.defaults("shop"))
                .isEqualTo(new Config(
                        new Config.Source(
                                Optional.empty(), "shop", List.of(), List.of(), "millrace_shop", "millrace_shop"),
                        new Config.Log(Optional.empty(), 4, 1),
                        new Config.Capture(Optional.empty(), 0),
                        new Config.Warehouse(Optional.empty(), "shop", Map.of(), List.of()),
                        new Config.Controller("127.0.0.1:8084"),
                        new Config.Pipeline(
                                Config.Pipeline.Mode.REALTIME,
                                10,
                                Optional.empty(),
                                600_000,
                                Optional.empty(),
                                Map.of(),
                                "127.0.0.1:8082"),
                        new Config.Ops("127.0.0.1:8081", Optional.empty(), Map.of(), Optional.empty()),
                        new Config.Shop("127.0.0.1:8080", 2, Optional.empty(), Optional.empty()),
                        new Config.Ports(15432, 9092, 8083, 8123, 8084, 8082, 8081, 8080)));
    }

    @Test
    void everyKeyArrivesInItsPlace() {
        assertThat(parse(FULL))
                .isEqualTo(new Config(
                        new Config.Source(
                                Optional.of("postgresql://cdc:s3cr$t@db.example:5432/Sales-EU?sslmode=require"),
                                "sales",
                                List.of("public.*", "billing.invoices"),
                                List.of("public.audit_*"),
                                "slot_1",
                                "pub_1"),
                        new Config.Log(
                                Optional.of("k1:9092,k2:9092"),
                                12,
                                2,
                                new LogSecurity(
                                        true,
                                        Optional.of("/tls/kafka.pem"),
                                        Optional.of("/tls/us.pem"),
                                        Optional.of("/tls/us.key"),
                                        Optional.of(new LogSecurity.Login(
                                                "mill", "s3cr$t", LogSecurity.Mechanism.SCRAM_SHA_256)))),
                        new Config.Capture(Optional.of("https://connect:8083"), 5_000, Optional.of("/tls/connect.pem")),
                        new Config.Warehouse(
                                Optional.of("https://u:p@house:8443"),
                                "Mirror",
                                Map.of(),
                                true,
                                List.of("public.orders", "audit.*"),
                                Optional.of("/tls/house.pem")),
                        new Config.Controller("0.0.0.0:9003"),
                        new Config.Pipeline(
                                Config.Pipeline.Mode.MICROBATCH,
                                2_000,
                                Optional.of("s3a://bucket/x"),
                                5_000,
                                Optional.of("spark://m:7077"),
                                Map.of("fs.s3a.endpoint", "http://s3:9000"),
                                "0.0.0.0:9000"),
                        new Config.Ops(
                                "0.0.0.0:9001",
                                Optional.of("t0ken"),
                                Map.of("shop", "http://shop:8080"),
                                Optional.of("/web")),
                        new Config.Shop("127.0.0.1:9002", 0.5, Optional.of("http://ops:8081"), Optional.of("/web")),
                        new Config.Ports(1, 2, 3, 4, 7, 5, 6, 0),
                        Config.Schema.APPLY,
                        new Config.Verify(7, Optional.of("postgresql://u@replica/x"), false, 8, 9_000),
                        new Config.Alerts(
                                Map.of(
                                        AlertRule.LAG_SECONDS,
                                        new AlertRule.Setting(true, 60, 500, Severity.CRITICAL),
                                        AlertRule.WAL_RETAINED,
                                        new AlertRule.Setting(true, 1.5 * (1 << 30), 60_000, Severity.WARNING),
                                        AlertRule.DISK_FREE,
                                        new AlertRule.Setting(true, 5, 60_000, Severity.CRITICAL),
                                        AlertRule.RESCUED_VALUES,
                                        new AlertRule.Setting(false, 0, 0, Severity.INFO)),
                                List.of(
                                        new Config.Webhook(
                                                "https://hooks.example/s3cr$t",
                                                Config.Webhook.Format.SLACK,
                                                Severity.WARNING),
                                        new Config.Webhook(
                                                "http://127.0.0.1:9/x", Config.Webhook.Format.JSON, Severity.INFO)),
                                List.of("/data"),
                                5_000)));
    }

    @Test
    void aWrittenConfigurationIsReadBack() {
        Config full = parse(FULL.replace("t0ken", "'$${not a variable}'"));
        assertThat(parse(SettingValues.of(full).toYaml())).isEqualTo(full);
        Config defaults = ConfigReader.defaults("app");
        assertThat(parse(SettingValues.of(defaults).toYaml())).isEqualTo(defaults);
    }

    @Test
    void theAddressOfAWebhookIsNotPrinted() {
        assertThat(parse(FULL).alerts().toString())
                .contains("Webhook[SLACK, WARNING]")
                .doesNotContain("hooks.example");
    }

    @Test
    void namesFollowTheDatabaseOfTheUrl() {
        Config config = parse("source: {url: 'postgresql://u:p@h/sales_eu'}");
        assertThat(config.source().name()).isEqualTo("sales_eu");
        assertThat(config.source().slot()).isEqualTo("millrace_sales_eu");
        assertThat(config.warehouse().database()).isEqualTo("sales_eu");
    }

    /** Sales-EU and sales.eu would share topics, slot and all that the warehouse keeps. */
    @Test
    void noTwoDatabasesBecomeOneName() {
        for (String database : List.of("Sales-EU", "sales.eu", "SALES_EU", "sales%20eu")) {
            assertThatThrownBy(() -> parse("source: {url: 'postgresql://u:p@h/" + database + "'}"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("m.yaml:1: source.name is required, because the database's name, ")
                    .hasMessageEndingWith("set one that no other source has, such as sales_eu");
        }
        assertThat(parse("source: {url: 'postgresql://u:p@h/Sales-EU', name: sales_eu}")
                        .source()
                        .name())
                .isEqualTo("sales_eu");
    }

    @Test
    void aWarehouseCanBeACluster() {
        Config.Warehouse warehouse = parse(
                        "warehouse: {url: 'https://u:a%2Cb@one:8443,two', cluster: main, insertQuorum: 2}")
                .warehouse();

        assertThat(warehouse.urls()).containsExactly("https://u:a%2Cb@one:8443", "https://u:a%2Cb@two");
        assertThat(warehouse.cluster()).contains("main");
        assertThat(warehouse.insertQuorum()).isEqualTo("2");
    }

    @Test
    void everyTableByPatternIsTheSameAsNoPattern() {
        assertThat(parse("source: {tables: '*.*'}").source().tables()).isEmpty();
    }

    @Test
    void replicasDefaultToThreeOnAClusterOfOnesOwn() {
        assertThat(parse("log: {bootstrapServers: 'k:9092'}").log().replicationFactor())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    sorce: {}                          | m.yaml:1: unknown key `sorce`: did you mean `source`?
                    pipeline: {lingr: 10ms}            | m.yaml:1: unknown key `pipeline.lingr`: did you mean `pipeline.linger`?
                    log: {Partitions: 4}               | m.yaml:1: unknown key `log.Partitions`: did you mean `log.partitions`?
                    log: {partitions: 0}               | m.yaml:1: log.partitions expects a whole number from 1 to 1000, not 0
                    log: {partitions: many}            | m.yaml:1: log.partitions expects a whole number from 1 to 1000, not `many`
                    log: {partitions: [1]}             | m.yaml:1: log.partitions expects a single value
                    log: {bootstrapServers: 'k:1', security: {caFil: x}} | m.yaml:1: unknown key `log.security.caFil`: did you mean `log.security.caFile`?
                    log: {bootstrapServers: 'k:1', security: {user: x}} | m.yaml:1: log.security.user needs the other: user and password belong together
                    log: {bootstrapServers: 'k:1', security: {key: x}} | m.yaml:1: log.security.key needs the other: certificate and key belong together
                    log: {bootstrapServers: 'k:1', security: {mechanism: PLAIN}} | m.yaml:1: log.security.mechanism needs a user and a password
                    log: {bootstrapServers: 'k:1', security: {mechanism: GSSAPI}} | m.yaml:1: log.security.mechanism expects PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512, not `GSSAPI`
                    log: {bootstrapServers: 'k:1', security: {tls: false, caFile: x}} | m.yaml:1: log.security.tls is false, so caFile, certificate and key would have no effect: remove it or them
                    log: {bootstrapServers: 'k:1', security: {tls: perhaps}} | m.yaml:1: log.security.tls expects true or false, not `perhaps`
                    log: {security: {tls: true}}       | m.yaml:1: log.security is for an external Kafka: set log.bootstrapServers, too, or remove log.security
                    capture: {connectUrl: 'http://c', caFile: x} | m.yaml:1: capture.caFile needs an address by https in connectUrl
                    warehouse: {cluster: main}         | m.yaml:1: warehouse.cluster needs the addresses of its servers in url: the embedded one is none
                    warehouse: {url: 'http://a,b'}     | m.yaml:1: warehouse.url has several hosts, which must be one cluster: name it in warehouse.cluster
                    warehouse: {caFile: x}             | m.yaml:1: warehouse.caFile needs an address by https in url
                    ports: {shop: 70000}               | m.yaml:1: ports.shop expects a whole number from 0 to 65535, not 70000
                    pipeline: {linger: 10}             | m.yaml:1: pipeline.linger expects a duration such as 10ms or 2s, not `10`
                    pipeline: {mode: batch}            | m.yaml:1: pipeline.mode expects realtime or microbatch, not `batch`
                    pipeline: fast                     | m.yaml:1: pipeline expects keys below it
                    source: {tables: [orders]}         | m.yaml:1: source.tables: expects `schema.table`, such as public.orders or public.*, not `orders`
                    source: {url: 'postgresql://u:p@h/system'} | m.yaml:1: warehouse.database cannot be system, which is ClickHouse's or Millrace's own: set another
                    warehouse: {database: Millrace}    | m.yaml:1: warehouse.database cannot be Millrace, which is ClickHouse's or Millrace's own: set another
                    source: {url: 'mysql://h/d'}       | m.yaml:1: source.url expects a URL such as postgresql://user:password@host:5432/database
                    alerts: {rules: {lagSecond: off}}  | m.yaml:1: unknown key `alerts.rules.lagSecond`: did you mean `alerts.rules.lagSeconds`?
                    alerts: {rules: {lagSeconds: on}}  | m.yaml:1: alerts.rules.lagSeconds expects keys below it
                    alerts: {rules: {lagSeconds: {above: 3}}} | m.yaml:1: alerts.rules.lagSeconds.above expects a duration such as 500ms, 30s, 5m or 6h, not `3`
                    alerts: {rules: {diskFree: {above: 3%}}}  | m.yaml:1: alerts.rules.diskFree.above is not the side of this rule: write `below`
                    alerts: {rules: {diskFree: {below: 300%}}} | m.yaml:1: alerts.rules.diskFree.below expects a share such as 10%, not `300%`
                    alerts: {rules: {slotStatus: {above: 1}}} | m.yaml:1: unknown key `alerts.rules.slotStatus.above`: did you mean `alerts.rules.slotStatus.for`?
                    alerts: {webhooks: [{url: 'ftp://secret'}]} | m.yaml:1: alerts.webhooks[0].url expects an address such as https://host/path
                    alerts: {webhooks: [{format: json}]} | m.yaml:1: alerts.webhooks[0].url is missing: it expects an address such as https://host/path
                    alerts: {webhooks: [{url: 'http://h/', fromat: json}]} | m.yaml:1: unknown key `alerts.webhooks[0].fromat`: did you mean `alerts.webhooks[0].format`?
                    alerts: {webhooks: 'http://h/'}    | m.yaml:1: alerts.webhooks expects a list
                    alerts: {webhooks: [{url: 'http://h/', format: xml}]} | m.yaml:1: alerts.webhooks[0].format expects json or slack, not `xml`
                    source: {columns: {a.b.c: hide}}   | m.yaml:1: source.columns.a.b.c expects drop, mask or hash, not `hide`
                    source: {columns: {a.b: drop}}     | m.yaml:1: source.columns.a.b is no schema.table.column
                    source: {columns: {a.b.c: hash}}   | m.yaml:1: source.hashKey is needed where columns are hashed: set one, such as ${MILLRACE_HASH_KEY} or ${file:/run/secrets/hash-key}
                    source: {hashKey: short}           | m.yaml:1: source.hashKey expects 16 characters or more
                    ops: {token: '${file:/nowhere/t}'} | m.yaml:1: ops.token: the file /nowhere/t cannot be read: check its path and its rights
                    warehouse: {url: '${UNSET}'}       | m.yaml:1: warehouse.url: the environment variable UNSET is not set
                    ops: {bind: '0.0.0.0:8081'}        | m.yaml:1: ops.token is needed when ops.bind is not on loopback: set one, such as ${OPS_TOKEN}
                    shop: {ordersPerSecond: -1}        | m.yaml:1: shop.ordersPerSecond expects a number from 0 to 10000, not -1
                    just a text                        | m.yaml:1: expected sections such as `source:`, not a single value
                    """)
    void aMistakeIsNamedWithItsLine(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void linesAreThoseOfTheFile() {
        assertThatThrownBy(() -> parse("# a comment\nlog:\n  partitions: 4\n\n  partition: 5\n"))
                .hasMessage("m.yaml:5: unknown key `log.partition`: did you mean `log.partitions`?");
        assertThatThrownBy(() -> parse("log:\n  partitions: 4\n  partitions: 5\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("m.yaml:3");
        assertThatThrownBy(() -> parse("log:\n  partitions: [4\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not valid YAML");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> ConfigReader.read(Path.of("nowhere.yaml"), Map.of()))
                .hasMessage("nowhere.yaml: cannot be read: check the path given with --config");
    }

    private static Config parse(String yaml) {
        return ConfigReader.parse("m.yaml", yaml, Map.of("PASSWORD", "s3cr$t"), "app");
    }

    @Test
    void columnsOfTheSourceCanBeProtected() {
        Config config = parse("""
                source:
                  columns: {public.users.email: hash, '*.*.ssn': drop, s.t.a.b: mask}
                  hashKey: ${PASSWORD}-and-twelve-more
                """);

        assertThat(config.source().columns())
                .isEqualTo(Map.of("public.users.email", "hash", "*.*.ssn", "drop", "s.t.a.b", "mask"));
        assertThat(config.source().hashKey()).hasValue("s3cr$t-and-twelve-more");
        assertThat(parse(SettingValues.of(config).toYaml())).isEqualTo(config);
    }

    @Test
    void aSecretCanStandInAFileOfItsOwn(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "from a ${PASSWORD} file\n");

        assertThat(parse("ops: {token: '${file:" + file + "}'}").ops().token()).hasValue("from a ${PASSWORD} file");
    }

    @Test
    void columnsCanBeGivenATypeOfTheWarehouse() {
        String text = "warehouse:\n  columns:\n    public.orders.meta: String\n    s.t.a.b: Decimal(10, 2)\n";
        assertThat(ConfigReader.parse("f", text, Map.of(), "app").warehouse().columns())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("public.orders.meta", "String", "s.t.a.b", "Decimal(10, 2)"));
    }

    @Test
    void anUnknownTypeOfAColumnIsAnErrorThatNamesTheKnownOnes() {
        assertThatThrownBy(() ->
                        ConfigReader.parse("f", "warehouse:\n  columns:\n    public.t.c: Strin\n", Map.of(), "app"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("f:3")
                .hasMessageContaining("warehouse.columns.public.t.c")
                .hasMessageContaining("LowCardinality(String)");
        assertThatThrownBy(() -> ConfigReader.parse("f", "warehouse: {columns: {meta: String}}", Map.of(), "app"))
                .hasMessageContaining("schema.table.column");
    }
}
