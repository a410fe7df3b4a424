package io.millrace.config;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The whole of {@code millrace.yaml}, one record a section. Absent keys have the defaults that {@link Settings}
 * declares; absent addresses mean that the launcher runs that system itself.
 *
 * <p>Each process gets the same file with every address filled in (the launcher writes it to {@code DATA/etc/millrace.yaml},
 * mode 600), so that there is one format for laptops, Compose and Kubernetes.
 */
public record Config(
        Source source,
        Log log,
        Capture capture,
        Warehouse warehouse,
        Controller controller,
        Pipeline pipeline,
        Ops ops,
        Shop shop,
        Ports ports,
        Schema schema,
        Verify verify,
        Alerts alerts) {

    /** With defaults for schema changes, verification and alerts. */
    public Config(
            Source source,
            Log log,
            Capture capture,
            Warehouse warehouse,
            Controller controller,
            Pipeline pipeline,
            Ops ops,
            Shop shop,
            Ports ports) {
        this(
                source,
                log,
                capture,
                warehouse,
                controller,
                pipeline,
                ops,
                shop,
                ports,
                Schema.APPLY,
                Verify.DEFAULT,
                Alerts.DEFAULT);
    }

    /**
     * The Postgres database whose changes are captured.
     *
     * @param url libpq URL, {@code postgresql://user:password@host:port/database}; empty: embedded
     * @param name the source's name in topics, slot and publication; default: the database's name
     * @param tables {@code schema.table} patterns with {@code *}; empty (the default): every table of every user schema
     * @param exclude patterns taken out of {@code tables}
     * @param slot default {@code millrace_<name>}
     * @param publication default {@code millrace_<name>}
     * @param columns {@code drop}, {@code mask} or {@code hash} by {@code schema.table.column} patterns with {@code *},
     *     applied before values enter the log; default none
     * @param hashKey the key of the hashes
     */
    public record Source(
            Optional<String> url,
            String name,
            List<String> tables,
            List<String> exclude,
            String slot,
            String publication,
            Map<String, String> columns,
            Optional<String> hashKey) {
        public Source {
            columns = Map.copyOf(columns);
        }

        /** Without column rules. */
        public Source(
                Optional<String> url,
                String name,
                List<String> tables,
                List<String> exclude,
                String slot,
                String publication) {
            this(url, name, tables, exclude, slot, publication, Map.of(), Optional.empty());
        }
    }

    /**
     * Kafka.
     *
     * @param bootstrapServers {@code host:port,…}; empty: embedded
     * @param partitions of the change stream, 1 or more, default 4
     * @param replicationFactor default 1 embedded, 3 elsewhere
     * @param security how to log in there
     */
    public record Log(Optional<String> bootstrapServers, int partitions, int replicationFactor, LogSecurity security) {
        /** Unencrypted. */
        public Log(Optional<String> bootstrapServers, int partitions, int replicationFactor) {
            this(bootstrapServers, partitions, replicationFactor, LogSecurity.NONE);
        }
    }

    /**
     * Kafka Connect.
     *
     * @param connectUrl its REST address, with user and password where it asks for them; empty: embedded
     * @param loadRowsPerSecond limit of rows per second that loads of tables read; 0, the default, for no limit
     * @param caFile PEM file with the authorities that may have signed its certificate; empty: Java's default trust
     *     store
     */
    public record Capture(Optional<String> connectUrl, int loadRowsPerSecond, Optional<String> caFile) {
        /** An address for each host of {@code connectUrl}; none where it is embedded. */
        public List<String> connectUrls() {
            return connectUrl.map(WarehouseSettings::servers).orElse(List.of());
        }

        /** With Java's default trust store for https. */
        public Capture(Optional<String> connectUrl, int loadRowsPerSecond) {
            this(connectUrl, loadRowsPerSecond, Optional.empty());
        }

        /**
         * The trusted certificates of its clients.
         *
         * @throws ConfigException if {@code caFile} cannot be read
         */
        public SSLContext trust() {
            return TlsFiles.trusting(pem("capture.caFile", caFile));
        }
    }

    /**
     * ClickHouse.
     *
     * @param url {@code http://user:password@host:port}, with several {@code host:port} separated by commas; empty:
     *     embedded
     * @param database where the views go, default the source's name; storage goes to {@code <database>_raw}. Where
     *     another source of the same warehouse has it already, {@code <database>__<source>} is taken
     * @param columns types by {@code schema.table.column}, in place of those of {@code docs/reference/types.md}
     * @param json whether json and jsonb become {@code JSON}; default false: {@code String} with the exact text
     * @param history patterns of the tables of which every version is kept, default none
     * @param caFile PEM file with the authorities that may have signed its certificate; empty: Java's default trust
     *     store
     * @param cluster name of the cluster that the servers are, in their {@code remote_servers}; empty: none
     * @param insertQuorum of a cluster: on how many replicas a row must be before it counts, {@code auto} for most of
     *     them
     */
    public record Warehouse(
            Optional<String> url,
            String database,
            Map<String, String> columns,
            boolean json,
            List<String> history,
            Optional<String> caFile,
            Optional<String> cluster,
            String insertQuorum) {
        public Warehouse {
            columns = Map.copyOf(columns);
            history = List.copyOf(history);
        }

        /** One server, or ClickHouse Cloud. */
        public Warehouse(
                Optional<String> url,
                String database,
                Map<String, String> columns,
                boolean json,
                List<String> history,
                Optional<String> caFile) {
            this(url, database, columns, json, history, caFile, Optional.empty(), "auto");
        }

        /** An address for each host of {@code url}; none where it is embedded. */
        public List<String> urls() {
            return url.map(WarehouseSettings::servers).orElse(List.of());
        }

        /** With Java's default trust store for https; json and jsonb as text. */
        public Warehouse(Optional<String> url, String database, Map<String, String> columns, List<String> history) {
            this(url, database, columns, false, history, Optional.empty());
        }

        /**
         * The trusted certificates of its clients.
         *
         * @throws ConfigException if {@code caFile} cannot be read
         */
        public SSLContext trust() {
            return TlsFiles.trusting(authorities());
        }

        /**
         * The content of {@code caFile} as PEM, for processes without the file; empty if it is not set.
         *
         * @throws ConfigException if {@code caFile} cannot be read
         */
        public String authorities() {
            return pem("warehouse.caFile", caFile);
        }
    }

    private static String pem(String key, Optional<String> caFile) {
        try {
            return caFile.map(file -> TlsFiles.certificatesIn(Path.of(file))).orElse("");
        } catch (ConfigException e) {
            throw new ConfigException(key + ": " + e.getMessage());
        }
    }

    /**
     * The controller process: capture, schema watch, resync and verification.
     *
     * @param bind {@code host:port} of its health and metrics endpoint
     */
    public record Controller(String bind) {}

    /**
     * The Spark job.
     *
     * @param mode {@code realtime} or {@code microbatch}
     * @param lingerMillis how long the oldest row waits for others before its table is flushed, default 10
     * @param checkpoint URI of the checkpoint folder
     * @param checkpointIntervalMillis how long a batch of real-time mode lasts, at whose end Spark writes its checkpoint, from
     *     5,000 on, default ten minutes
     * @param master Spark master, default {@code local[partitions + 1]}
     * @param hadoop settings of Hadoop's file systems, for a checkpoint elsewhere, such as {@code fs.s3a.endpoint}
     * @param bind {@code host:port} of its health and metrics endpoint
     */
    public record Pipeline(
            Mode mode,
            int lingerMillis,
            Optional<String> checkpoint,
            int checkpointIntervalMillis,
            Optional<String> master,
            Map<String, String> hadoop,
            String bind) {
        public Pipeline {
            hadoop = Map.copyOf(hadoop);
        }

        /** How Spark runs the stream. */
        public enum Mode {
            REALTIME,
            MICROBATCH
        }
    }

    /**
     * The ops process.
     *
     * @param bind {@code host:port}
     * @param token demanded when bound to anything but loopback
     * @param services health addresses by service name, for the probe: {@code controller}, {@code pipeline}, {@code shop}
     * @param webDir folder with the built web pages, empty: API only
     * @param tlsCertificate PEM file with the certificate, and those between it and its authority's; empty: plain HTTP
     * @param tlsKey PEM file with the certificate's key
     */
    public record Ops(
            String bind,
            Optional<String> token,
            Map<String, String> services,
            Optional<String> webDir,
            Optional<String> tlsCertificate,
            Optional<String> tlsKey) {
        /** By plain HTTP. */
        public Ops(String bind, Optional<String> token, Map<String, String> services, Optional<String> webDir) {
            this(bind, token, services, webDir, Optional.empty(), Optional.empty());
        }
    }

    /**
     * The shop process.
     *
     * @param bind {@code host:port}
     * @param ordersPerSecond rate of the simulated shoppers at start, 0 or more
     * @param opsUrl where the storefront page queries the journey of an order; empty: it is hidden
     * @param webDir folder with the built web pages, empty: API only
     */
    public record Shop(String bind, double ordersPerSecond, Optional<String> opsUrl, Optional<String> webDir) {}

    /** Ports of the embedded systems and processes on 127.0.0.1; 0 takes any free one. */
    public record Ports(
            int postgres, int kafka, int connect, int clickhouse, int controller, int pipeline, int ops, int shop) {}

    /**
     * The action for each kind of schema change, default {@code apply}. {@code ignore} is for columns that are added or
     * dropped and for tables that are dropped: the view stays as it is.
     *
     * @param notNull NOT NULL set or dropped
     * @param changeKey a changed primary key, or type of one of its columns
     * @param renameTable another name or schema
     */
    public record Schema(
            Action addColumn,
            Action dropColumn,
            Action renameColumn,
            Action changeType,
            Action notNull,
            Action changeKey,
            Action renameTable,
            Action dropTable)
            implements Serializable {
        /** What can be done. */
        public enum Action {
            APPLY,
            PAUSE,
            IGNORE
        }

        /** The default. */
        public static final Schema APPLY = new Schema(
                Action.APPLY,
                Action.APPLY,
                Action.APPLY,
                Action.APPLY,
                Action.APPLY,
                Action.APPLY,
                Action.APPLY,
                Action.APPLY);
    }

    /**
     * How source and warehouse are compared.
     *
     * @param rowsPerSecond limit of rows read from the source per second, 1 or more
     * @param replica libpq URL of a read replica of the source, which is read in its place; empty: the source
     * @param background whether the controller compares all tables again and again, slowly
     * @param backgroundRowsPerSecond the same as {@code rowsPerSecond} for that
     * @param pauseMillis the pause between two rounds
     */
    public record Verify(
            int rowsPerSecond,
            Optional<String> replica,
            boolean background,
            int backgroundRowsPerSecond,
            int pauseMillis) {
        /** The default. */
        public static final Verify DEFAULT = new Verify(100_000, Optional.empty(), true, 2_000, 300_000);
    }

    /**
     * The alert rules and webhooks.
     *
     * @param rules settings of all rules
     * @param webhooks where alerts are delivered
     * @param folders whose disks are watched, besides those of the warehouse; the launcher adds its data folder
     * @param quietStartMillis after the start of ops, while others start, too, no condition counts for so long
     */
    public record Alerts(
            Map<AlertRule, AlertRule.Setting> rules,
            List<Webhook> webhooks,
            List<String> folders,
            int quietStartMillis) {
        /** The default: every rule, without a webhook. */
        public static final Alerts DEFAULT = new Alerts(Map.of(), List.of(), List.of(), 30_000);

        public Alerts {
            Map<AlertRule, AlertRule.Setting> all = new EnumMap<>(AlertRule.class);
            for (AlertRule rule : AlertRule.values()) {
                all.put(rule, rules.getOrDefault(rule, rule.defaults()));
            }
            rules = Collections.unmodifiableMap(all);
            webhooks = List.copyOf(webhooks);
            folders = List.copyOf(folders);
        }

        public AlertRule.Setting rule(AlertRule rule) {
            return rules.getOrDefault(rule, rule.defaults());
        }
    }

    /**
     * A webhook that receives alerts.
     *
     * @param url where a message is posted to; a secret
     * @param minimumSeverity less severe alerts are not delivered
     */
    public record Webhook(String url, Format format, AlertRule.Severity minimumSeverity) {
        /** The format of messages. */
        public enum Format {
            JSON,
            SLACK
        }

        /** The address is left out: it is the password. */
        @Override
        public String toString() {
            return "Webhook[" + format + ", " + minimumSeverity + "]";
        }
    }
}
