package io.millrace.connect;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.SessionSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of the Debezium connector that captures one source. Latencies and throughputs of the single settings are
 * in {@code docs/explanation}.
 *
 * @param source the source's name: prefix of the connector's schema names, letters, digits, {@code _}, {@code -} and
 *     {@code .} only
 * @param database where the source is, as Debezium's {@code database.*} settings, without the password
 * @param password the password or, better, a {@link SecretFile#reference()}: Connect shows settings to everybody who
 *     can reach its REST interface, but of a reference only the reference
 * @param slot the replication slot; must exist
 * @param publication the publication; must exist
 * @param tables {@code schema.table} patterns with {@code *}; empty: all
 * @param exclude patterns taken out of {@code tables}
 * @param topic the change stream's topic; must exist
 * @param partitions how many partitions {@code topic} has
 * @param columns which columns are dropped, masked or hashed: {@link io.millrace.core.protect.ColumnRules#patterns()},
 *     empty for none
 * @param hashKey the key of the hashes, given as {@code password} is; empty for none
 * @param epoch how often changes were lost: {@link io.millrace.core.event.StreamEpoch}
 */
public record ConnectorSettings(
        String source,
        Map<String, String> database,
        String password,
        String slot,
        String publication,
        List<String> tables,
        List<String> exclude,
        String topic,
        int partitions,
        String columns,
        String hashKey,
        int epoch) {

    /** Without rules for columns, in the first epoch. */
    public ConnectorSettings(
            String source,
            Map<String, String> database,
            String password,
            String slot,
            String publication,
            List<String> tables,
            List<String> exclude,
            String topic,
            int partitions) {
        this(source, database, password, slot, publication, tables, exclude, topic, partitions, "", "", 0);
    }

    /** The setting with the parameter {@code options} of the startup packets of Debezium's connections. */
    static final String OPTIONS = "driver.options";

    /** The connector's class. */
    public static final String CAPTURE_CONNECTOR = "io.millrace.connect.CaptureConnector";

    public ConnectorSettings {
        requireNonNull(source, "source is null");
        requireNonNull(password, "password is null");
        requireNonNull(slot, "slot is null");
        requireNonNull(publication, "publication is null");
        requireNonNull(topic, "topic is null");
        requireNonNull(columns, "columns is null");
        requireNonNull(hashKey, "hashKey is null");
        database = Map.copyOf(database);
        tables = List.copyOf(tables);
        exclude = List.copyOf(exclude);
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions is " + partitions + ", must be 1 or more");
        }
    }

    /** The same in a later epoch. */
    public ConnectorSettings inEpoch(int later) {
        return new ConnectorSettings(
                source,
                database,
                password,
                slot,
                publication,
                tables,
                exclude,
                topic,
                partitions,
                columns,
                hashKey,
                later);
    }

    /** The same with another number of partitions of the change stream. */
    public ConnectorSettings withPartitions(int others) {
        return new ConnectorSettings(
                source, database, password, slot, publication, tables, exclude, topic, others, columns, hashKey, epoch);
    }

    /**
     * The epoch of an existing connector.
     *
     * @param settings as Connect returns them
     */
    public static int epoch(Map<String, String> settings) {
        return Integer.parseInt(settings.getOrDefault(CaptureTask.EPOCH, "0"));
    }

    /** The connector's name in Connect. */
    public String connectorName() {
        return nameFor(source);
    }

    /** The name in Connect of the connector that captures a source. */
    public static String nameFor(String source) {
        return "millrace-" + source;
    }

    /** The configuration of the connector that streams, as Connect's REST interface takes it. */
    public Map<String, String> toMap() {
        Map<String, String> map = common();
        // Rows from before the slot are loaded separately.
        map.put("snapshot.mode", "no_data");
        map.put("max.batch.size", "16");
        map.put("max.queue.size", "64");
        map.put("poll.interval.ms", "1");
        map.put("message.prefix.include.list", MessagePrefix.OURS.replace(".", "\\.") + ".*");
        // Advances the slot while only other tables change, so that WAL does not pile up.
        map.put("heartbeat.interval.ms", Long.toString(MessagePrefix.HEARTBEAT_INTERVAL.toMillis()));
        map.put(
                "heartbeat.action.query",
                "SELECT pg_logical_emit_message(true, '" + MessagePrefix.HEARTBEAT + "', '')");
        map.put(CaptureTask.TOPIC, topic);
        map.put(CaptureTask.PARTITIONS, Integer.toString(partitions));
        for (String side : List.of("key", "value")) {
            map.put(side + ".converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        }
        return map;
    }

    private Map<String, String> common() {
        Map<String, String> map = new TreeMap<>(database);
        identity(map);
        map.put("skipped.operations", "none");
        map.put("tombstones.on.delete", "false");
        map.merge(OPTIONS, SessionSettings.options(""), (others, ours) -> SessionSettings.options(others));
        map.put("queue.provider.type", ParkingQueueProvider.NAME);
        map.put("statistics.metrics.enabled", "false");
        map.put("status.update.interval.ms", "1000");
        recovery(map);
        map.putAll(producer());
        protect(map);
        if (epoch > 0) {
            map.put(CaptureTask.EPOCH, Integer.toString(epoch));
        }
        return map;
    }

    private void identity(Map<String, String> map) {
        // Not by the class itself: only the worker has Debezium on its class path.
        map.put("connector.class", CAPTURE_CONNECTOR);
        map.put("tasks.max", "1");
        map.put("topic.prefix", source);
        map.put("database.password", password);
        map.put("plugin.name", "pgoutput");
        map.put("slot.name", slot);
        map.put("slot.drop.on.stop", "false");
        map.put("publication.name", publication);
        map.put("publication.autocreate.mode", "disabled");
        map.put("publish.via.partition.root", "true");
        if (!tables.isEmpty()) {
            map.put("table.include.list", patterns(tables));
        }
        if (!exclude.isEmpty()) {
            map.put("table.exclude.list", patterns(exclude));
        }
    }

    private static void recovery(Map<String, String> map) {
        map.put("errors.max.retries", "-1");
        map.put("retriable.restart.connector.wait.ms", "1000");
        map.put("slot.max.retries", "60");
        map.put("slot.retry.delay.ms", "1000");
    }

    /** What the worker has to let the connector set of its producer. */
    static Map<String, String> producer() {
        return Map.of(
                "producer.override.linger.ms", "0",
                "producer.override.compression.type", "lz4",
                "producer.override.batch.size", Integer.toString(256 * 1024),
                "producer.override.max.request.size", Integer.toString(64 * 1024 * 1024),
                "producer.override.buffer.memory", Integer.toString(64 * 1024 * 1024),
                // The system's default: a smaller one delays bursts.
                "producer.override.send.buffer.bytes", "-1",
                // Connect's defaults are one request in flight without idempotence: ordered, but each waits for the
                // previous one.
                "producer.override.acks", "all",
                "producer.override.enable.idempotence", "true",
                "producer.override.max.in.flight.requests.per.connection", "5");
    }

    private void protect(Map<String, String> map) {
        if (!columns.isEmpty()) {
            map.put(ProtectedColumns.RULES, columns);
            if (!hashKey.isEmpty()) {
                map.put(ProtectedColumns.KEY, hashKey);
            }
        }
    }

    private static String patterns(List<String> patterns) {
        return patterns.stream().map(pattern -> regex(pattern)).collect(Collectors.joining(","));
    }

    /**
     * Debezium splits its lists at commas that no backslash precedes, trims their parts, and ignores case; to Postgres
     * {@code orders} and {@code "Orders"} are two tables. A name can have line breaks.
     */
    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder("(?s-i:");
        for (int i = 0; i < pattern.length(); i++) {
            char character = pattern.charAt(i);
            if (Character.isSurrogate(character)) {
                // Half of a surrogate pair: a backslash would split it.
                regex.append(character);
                continue;
            }
            if (character == '*') {
                regex.append(".*");
            } else if (Character.isLetterOrDigit(character) || character == '_') {
                regex.append(character);
            } else {
                regex.append('\\').append(character);
            }
        }
        return regex.append(')').toString();
    }
}
