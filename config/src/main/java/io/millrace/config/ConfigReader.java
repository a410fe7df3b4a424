package io.millrace.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code millrace.yaml}.
 *
 * <p>Defaults: {@code source.name} the database's name; {@code source.slot} and {@code source.publication}
 * {@code millrace_<name>}; {@code source.tables} empty, which means all; {@code log.partitions} 4; {@code log.replicationFactor}
 * 1 embedded, 3 elsewhere; {@code warehouse.database} the source's name; {@code pipeline.mode} realtime;
 * {@code pipeline.linger} 10ms; {@code shop.ordersPerSecond} 2; {@code bind} of a process 127.0.0.1 and its port from
 * {@code ports}: postgres 15432, kafka 9092, connect 8083, clickhouse 8123, pipeline 8082, ops 8081, shop 8080;
 * {@code verify.rowsPerSecond} 100000, {@code verify.background} true with 2000 rows a second and {@code verify.pause} 5m;
 * {@code alerts} every rule of {@link AlertRule} as it says there, no webhook, and
 * {@code alerts.quietStart} 30s.
 */
public final class ConfigReader {
    private static final Pattern POSTGRES_URL = Pattern.compile("postgres(ql)?://[^/]+/[^/?]+(\\?.*)?");
    private static final String POSTGRES_SHAPE = "a URL such as postgresql://user:password@host:5432/database";
    private static final Pattern HTTP_URL = Pattern.compile("https?://.+");
    private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern QUORUM = Pattern.compile("auto|[1-9][0-9]?");
    private static final Pattern SERVERS = Pattern.compile("[^\\s,:]+:\\d+(\\s*,\\s*[^\\s,:]+:\\d+)*");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,53}");
    private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");
    private static final Pattern DATABASE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final Pattern TABLES = Pattern.compile("[^.\\s]+\\..+");
    private static final Set<String> RESERVED_DATABASES = Set.of("millrace", "system", "information_schema");
    private static final Pattern BIND = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^\\s:\\[\\]]+):\\d{1,5}");
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1]):\\d+");
    private static final Pattern COLUMN = Pattern.compile("[^.]+\\.[^.]+\\..+");
    private static final Pattern COLUMN_TYPE =
            Pattern.compile("String|LowCardinality\\(String\\)|JSON|Bool|U?Int(32|64)|Int16|Float(32|64)|UUID|Date32"
                    + "|Decimal\\(\\d{1,2}, ?\\d{1,2}\\)|DateTime64\\([0-9]\\)");
    private static final Pattern JSON_TYPE = Pattern.compile("String|JSON");
    private static final String COLUMN_TYPES =
            "one of String, LowCardinality(String), JSON, Bool, Int16, Int32, Int64, UInt32,"
                    + " UInt64, Float32, Float64, Decimal(p, s), UUID, Date32, DateTime64(p)";
    private static final Pattern PROTECTION = Pattern.compile("drop|mask|hash");
    private static final Pattern HASH_KEY = Pattern.compile(".{16,}");
    private static final Pattern ANY = Pattern.compile(".+");
    private static final String PATTERNS = "`schema.table`, such as public.orders or public.*";
    private static final String BIND_SHAPE = "host:port, such as 127.0.0.1:8081";
    private static final String HTTP_SHAPE = "an address such as http://host:port";
    private static final String DEFAULT_DATABASE = "app";

    private ConfigReader() {}

    private enum Switch {
        TRUE,
        FALSE
    }

    /**
     * @param file the file
     * @param environment for <code>${NAME}</code> in values; a doubled dollar sign stands for one that is no variable
     * @throws ConfigException where the file is missing, is no YAML, has an unknown key (the nearest known one is named),
     *     a value of the wrong type or out of range, or an unset variable
     */
    public static Config read(Path file, Map<String, String> environment) {
        return read(file, environment, DEFAULT_DATABASE);
    }

    /**
     * As {@link #read(Path, Map)}.
     *
     * @param embeddedDatabase the database where {@code source.url} is absent
     */
    public static Config read(Path file, Map<String, String> environment, String embeddedDatabase) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: check the path given with --config");
        }
        return parse(file.toString(), text, environment, embeddedDatabase);
    }

    /** What an empty file means. */
    public static Config defaults(String embeddedDatabase) {
        return parse("millrace.yaml", "", Map.of(), embeddedDatabase);
    }

    static Config parse(String file, String text, Map<String, String> environment, String embeddedDatabase) {
        Section root = new Section(file, "", YamlParser.parse(file, text), environment);
        Config.Ports ports = ports(root.section("ports"));
        Config.Source source = source(root.section("source"), embeddedDatabase);
        Config config = new Config(
                source,
                log(root.section("log")),
                capture(root.section("capture")),
                warehouse(root.section("warehouse"), source.name()),
                controller(root.section("controller"), ports.controller()),
                pipeline(root.section("pipeline"), ports.pipeline()),
                ops(root.section("ops"), ports.ops()),
                shop(root.section("shop"), ports.shop()),
                ports,
                schema(root.section("schema")),
                verify(root.section("verify")),
                AlertsReader.read(root.section("alerts")));
        root.finish();
        return config;
    }

    private static Config.Source source(Section section, String embeddedDatabase) {
        Optional<String> url = section.text("url", POSTGRES_URL, POSTGRES_SHAPE);
        String database = url.map(ConfigReader::database).orElse(embeddedDatabase);
        String name = section.text("name", NAME, "lower-case letters, digits and _")
                .orElseGet(() -> nameOf(database, section));
        String slot =
                section.text("slot", SLOT, "lower-case letters, digits and _").orElse("millrace_" + name);
        String publication = section.text("publication").orElse("millrace_" + name);
        List<String> tables = section.list("tables", TABLES, PATTERNS);
        List<String> exclude = section.list("exclude", TABLES, PATTERNS);
        Map<String, String> columns =
                section.map("columns", COLUMN, "schema.table.column", PROTECTION, "drop, mask or hash");
        Optional<String> hashKey = section.text("hashKey", HASH_KEY, "16 characters or more");
        if (columns.containsValue("hash") && hashKey.isEmpty()) {
            throw section.wrong(
                    "hashKey",
                    "is needed where columns are hashed: set one, such as ${MILLRACE_HASH_KEY} or"
                            + " ${file:/run/secrets/hash-key}");
        }
        section.finish();
        return new Config.Source(
                url,
                name,
                tables.equals(List.of("*.*")) ? List.of() : tables,
                exclude,
                slot,
                publication,
                columns,
                hashKey);
    }

    private static String database(String url) {
        String path = URI.create(url.replaceFirst("//[^/]*/", "//host/")).getPath();
        return path.substring(1);
    }

    /** Topics, slots and what the warehouse keeps go by this name: two databases must not become one. */
    private static String nameOf(String database, Section section) {
        if (!NAME.matcher(database).matches()) {
            throw section.wrong(
                    "name",
                    "is needed, because the database's name, " + database
                            + ", is not of lower-case letters, digits and _, of which topics and slot are named: set"
                            + " one that no other source has" + suggestion(database));
        }
        return database;
    }

    private static String suggestion(String database) {
        String name = database.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        return NAME.matcher(name).matches() ? ", such as " + name : "";
    }

    private static Config.Log log(Section section) {
        section.notYet("topics");
        Optional<String> servers = section.text("bootstrapServers", SERVERS, "host:port, several parted by commas");
        int partitions = section.integer("partitions", 4, 1, 1_000);
        int replicas = section.integer("replicationFactor", servers.isPresent() ? 3 : 1, 1, 9);
        LogSecurity security = SecurityReader.read(section.section("security"));
        if (servers.isEmpty() && !security.equals(LogSecurity.NONE)) {
            throw section.wrong(
                    "security", "is for a Kafka of yours: set log.bootstrapServers, too, or remove log.security");
        }
        section.finish();
        return new Config.Log(servers, partitions, replicas, security);
    }

    private static Config.Capture capture(Section section) {
        Optional<String> url = section.text("connectUrl", HTTP_URL, HTTP_SHAPE);
        int rows = section.integer("loadRowsPerSecond", 0, 0, 10_000_000);
        Optional<String> caFile = caFile(section, "connectUrl", url);
        section.finish();
        return new Config.Capture(url, rows, caFile);
    }

    private static Config.Warehouse warehouse(Section section, String sourceName) {
        Optional<String> url = section.text("url", HTTP_URL, "an address such as http://user:password@host:8123");
        Map<String, String> columns = section.map("columns", COLUMN, "schema.table.column", COLUMN_TYPE, COLUMN_TYPES);
        String database =
                section.text("database", DATABASE, "letters, digits and _").orElse(sourceName);
        if (RESERVED_DATABASES.contains(database.toLowerCase(Locale.ROOT))) {
            throw section.wrong(
                    "database", "cannot be " + database + ", which is ClickHouse's or Millrace's own: set another");
        }
        boolean json = section.text("json", JSON_TYPE, "String or JSON")
                .orElse("String")
                .equals("JSON");
        List<String> history = section.list("history", TABLES, PATTERNS);
        Optional<String> caFile = caFile(section, "url", url);
        Optional<String> cluster = section.text("cluster", CLUSTER, "letters, digits, _ and -");
        String insertQuorum =
                section.text("insertQuorum", QUORUM, "auto or a number").orElse("auto");
        section.finish();
        Config.Warehouse warehouse =
                new Config.Warehouse(url, database, columns, json, history, caFile, cluster, insertQuorum);
        if (cluster.isPresent() && url.isEmpty()) {
            throw section.wrong("cluster", "needs the addresses of its servers in url: the embedded one is none");
        }
        if (cluster.isEmpty() && warehouse.urls().size() > 1) {
            throw section.wrong("url", "has several hosts, which must be one cluster: name it in warehouse.cluster");
        }
        return warehouse;
    }

    /** Without https it would have no effect. */
    private static Optional<String> caFile(Section section, String key, Optional<String> url) {
        Optional<String> caFile = section.text("caFile", ANY, "a PEM file");
        if (caFile.isPresent()
                && url.filter(address -> address.startsWith("https:")).isEmpty()) {
            throw section.wrong("caFile", "needs an address by https in " + key);
        }
        return caFile;
    }

    private static Config.Controller controller(Section section, int port) {
        Config.Controller controller = new Config.Controller(bind(section, port));
        section.finish();
        return controller;
    }

    private static Config.Pipeline pipeline(Section section, int port) {
        Config.Pipeline pipeline = new Config.Pipeline(
                section.oneOf("mode", Config.Pipeline.Mode.REALTIME),
                section.milliseconds("linger", 10, 60_000),
                section.text("checkpoint"),
                section.milliseconds("checkpointInterval", 600_000, 5_000, 86_400_000),
                section.text("master"),
                section.map("hadoop"),
                bind(section, port));
        section.finish();
        return pipeline;
    }

    private static Config.Ops ops(Section section, int port) {
        Config.Ops ops = new Config.Ops(
                bind(section, port),
                section.text("token"),
                section.map("services"),
                section.text("webDir", ANY, "a folder"),
                section.text("tlsCertificate", ANY, "a PEM file"),
                section.text("tlsKey", ANY, "a PEM file"));
        if (ops.tlsCertificate().isPresent() != ops.tlsKey().isPresent()) {
            throw section.wrong(
                    ops.tlsKey().isPresent() ? "tlsKey" : "tlsCertificate",
                    "needs the other: ops.tlsCertificate and ops.tlsKey belong together");
        }
        if (!LOOPBACK.matcher(ops.bind()).matches() && ops.token().isEmpty()) {
            throw section.wrong("token", "is needed when ops.bind is not on loopback: set one, such as ${OPS_TOKEN}");
        }
        section.finish();
        return ops;
    }

    private static Config.Shop shop(Section section, int port) {
        Config.Shop shop = new Config.Shop(
                bind(section, port),
                section.decimal("ordersPerSecond", 2, 10_000),
                section.text("opsUrl", HTTP_URL, HTTP_SHAPE),
                section.text("webDir", ANY, "a folder"));
        section.finish();
        return shop;
    }

    private static Config.Schema schema(Section section) {
        Config.Schema schema = new Config.Schema(
                section.oneOf("addColumn", Config.Schema.Action.APPLY),
                section.oneOf("dropColumn", Config.Schema.Action.APPLY),
                followed(section, "renameColumn"),
                followed(section, "changeType"),
                followed(section, "notNull"),
                followed(section, "changeKey"),
                followed(section, "renameTable"),
                section.oneOf("dropTable", Config.Schema.Action.APPLY));
        section.finish();
        return schema;
    }

    /** What later changes build upon cannot be ignored. */
    private static Config.Schema.Action followed(Section section, String key) {
        Config.Schema.Action action = section.oneOf(key, Config.Schema.Action.APPLY);
        if (action == Config.Schema.Action.IGNORE) {
            throw section.wrong(key, "expects apply or pause, not `ignore`");
        }
        return action;
    }

    private static Config.Verify verify(Section section) {
        Config.Verify usual = Config.Verify.DEFAULT;
        Config.Verify verify = new Config.Verify(
                section.integer("rowsPerSecond", usual.rowsPerSecond(), 1, 100_000_000),
                section.text("replica", POSTGRES_URL, POSTGRES_SHAPE),
                section.oneOf("background", Switch.TRUE) == Switch.TRUE,
                section.integer("backgroundRowsPerSecond", usual.backgroundRowsPerSecond(), 1, 100_000_000),
                section.milliseconds("pause", usual.pauseMillis(), 86_400_000));
        section.finish();
        return verify;
    }

    private static String bind(Section section, int port) {
        return section.text("bind", BIND, BIND_SHAPE).orElse("127.0.0.1:" + port);
    }

    private static Config.Ports ports(Section section) {
        Config.Ports ports = new Config.Ports(
                port(section, "postgres", 15432),
                port(section, "kafka", 9092),
                port(section, "connect", 8083),
                port(section, "clickhouse", 8123),
                port(section, "controller", 8084),
                port(section, "pipeline", 8082),
                port(section, "ops", 8081),
                port(section, "shop", 8080));
        section.finish();
        return ports;
    }

    private static int port(Section section, String key, int absent) {
        return section.integer(key, absent, 0, 65_535);
    }
}
