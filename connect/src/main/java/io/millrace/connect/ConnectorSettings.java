package io.millrace.connect;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.MessagePrefix;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.TableId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of the Debezium connector that captures one source. Latencies and throughputs of the single settings are in
 * {@code docs/explanation}.
 *
 * @param source the source's name: prefix of the connector's schema names, letters, digits, {@code _}, {@code -} and
 *     {@code .} only
 * @param database where the source is, as Debezium's {@code database.*} settings, without the password
 * @param password the password or, better, a {@link SecretFile#reference()}: Connect shows settings to everybody who can
 *     reach its REST interface, but of a reference only the reference
 * @param slot the replication slot; must exist
 * @param publication the publication; must exist
 * @param tables {@code schema.table} patterns with {@code *}; empty: all
 * @param exclude patterns taken out of {@code tables}
 * @param topic the change stream's topic; must exist
 * @param partitions how many partitions {@code topic} has
 * @param columns which columns are dropped, masked or hashed: {@link io.millrace.core.protect.ColumnRules#patterns()}, empty
 *     for none
 * @param hashKey the key of the hashes, given as {@code password} is; empty for none
 * @param era how often changes were lost: {@link io.millrace.core.event.SourceEra}
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
        int era) {

    /** Every column as it is, and nothing was lost yet. */
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

    private static final String ERA = "transforms.era." + EraPosition.ERA;

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

    /** The same after changes were lost once more. */
    public ConnectorSettings inEra(int later) {
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

    /**
     * The era of a connector that is there.
     *
     * @param settings as Connect tells them
     */
    public static int era(Map<String, String> settings) {
        return Integer.parseInt(settings.getOrDefault(ERA, "0"));
    }

    /** The connector's name in Connect. */
    public String connectorName() {
        return nameFor(source);
    }

    /** The name in Connect of the connector that captures a source. */
    public static String nameFor(String source) {
        return "millrace-" + source;
    }

    /** The connector's configuration, as Connect's REST interface takes it. */
    public Map<String, String> toMap() {
        Map<String, String> map = new TreeMap<>();
        map.putAll(database);
        identity(map);
        snapshot(map);
        values(map);
        text(map);
        stream(map);
        recovery(map);
        output(map);
        protection(map);
        return map;
    }

    /** The name of a connector that loads a table again. */
    public String resyncName(long lsn) {
        return connectorName() + "-resync-" + Long.toHexString(lsn);
    }

    /**
     * The configuration of a connector beside this one that reads rows of some tables once, and needs no slot. Its rows go the
     * same way, and stand in the stream where {@code lsn} is.
     *
     * @param again what to read, with each table's {@code pg_class.oid} or 0; nothing is read of what is not published
     * @param condition which rows of each, in SQL; empty: all
     * @param lsn of a logical message before which nothing has committed that a snapshot of now does not see, in its era
     * @param notifications the topic that hears when it is done
     * @param rowsPerSecond at most; 0 for no limit
     */
    public Map<String, String> resync(
            Map<TableId, Long> again, String condition, long lsn, String notifications, int rowsPerSecond) {
        Map<String, String> map = toMap();
        map.keySet().removeIf(name -> name.startsWith("heartbeat."));
        map.remove("table.exclude.list");
        map.put(
                "table.include.list",
                again.keySet().stream()
                        .map(table -> regex(table.toString(), false))
                        .collect(Collectors.joining(",")));
        map.put("snapshot.mode", "initial_only");
        map.put("snapshot.isolation.mode", "repeatable_read");
        String loaded = new LoadedTables(again).text();
        map.put(LoadedTables.SETTING, loaded);
        map.put("transforms.relation." + LoadedTables.SETTING, loaded);
        if (!condition.isEmpty()) {
            map.put(PublishedRowsQuery.CONDITION, condition);
        }
        // Beside the connector that streams, in the same memory. A limit in bytes would cost more than reading:
        // Debezium
        // measures each record by walking through all of its objects.
        map.put("max.batch.size", "1024");
        map.put("max.queue.size", "4096");
        map.put("snapshot.fetch.size", "1024");
        // Two of the same names would wait for each other's metrics to disappear.
        map.put("custom.metric.tags", "role=" + resyncName(lsn));
        // A table without rows has no record by which Connect could note that it was read; the notification is one.
        map.put("notification.enabled.channels", "sink");
        map.put("notification.sink.topic.name", notifications);
        map.put("transforms", "position," + map.get("transforms"));
        map.put("transforms.position.type", ResyncPosition.class.getName());
        map.put("transforms.position." + ResyncPosition.LSN, Long.toUnsignedString(lsn));
        map.put("transforms.position." + ResyncPosition.ROWS_PER_SECOND, Integer.toString(rowsPerSecond));
        map.put(PublishedRowsQuery.WATERMARK, Long.toUnsignedString(lsn));
        if (era > 0) {
            map.put(PublishedRowsQuery.ERA, Integer.toString(era));
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

    private static void snapshot(Map<String, String> map) {
        // What was there before the slot is loaded by connectors of their own.
        map.put("snapshot.mode", "no_data");
        map.put("snapshot.query.mode", "custom");
        map.put("snapshot.query.mode.custom.name", PublishedRowsQuery.NAME);
        map.put("snapshot.locking.mode", "none");
        map.put("snapshot.fetch.size", "4096");
    }

    private static void values(Map<String, String> map) {
        map.put("column.propagate.source.type", "(?s).*");
        map.put("decimal.handling.mode", "string");
        map.put("binary.handling.mode", "bytes");
        // In hexadecimal digits, so that logs of the settings stay text.
        map.put(
                "unavailable.value.placeholder",
                "hex:" + HexFormat.of().formatHex(PostgresText.UNTOUCHED.getBytes(StandardCharsets.UTF_8)));
        map.put("time.precision.mode", "adaptive");
        map.put("interval.handling.mode", "string");
        map.put("hstore.handling.mode", "json");
        map.put("include.unknown.datatypes", "true");
        // A value that cannot be converted must not become NULL unnoticed.
        map.put("event.converting.failure.handling.mode", "fail");
        map.put("tombstones.on.delete", "false");
        map.put("skipped.operations", "none");
        map.put("extended.headers.enabled", "false");
    }

    /** How values reach {@link TextConverter}, and with what it looks types up. */
    private void text(Map<String, String> map) {
        map.put("converters", "text");
        map.put("text.type", "io.millrace.connect.TextConverter");
        database.forEach((name, value) -> map.put("text." + name, value));
        map.put("text.database.password", password);
        // A database or role can have other forms of text as its defaults.
        map.put("driver.options", "-c intervalstyle=postgres -c bytea_output=hex -c datestyle=ISO,MDY");
        // The driver would parse and format these, or fetch them in binary: text comes through as it is.
        map.put("driver.binaryTransfer", "false");
        for (String type : List.of("interval", "point", "line", "lseg", "box", "path", "polygon", "circle")) {
            map.put("driver.datatype." + type, "org.postgresql.util.PGobject");
        }
    }

    private static void stream(Map<String, String> map) {
        // This is the latency: the connector sleeps as long when it finds nothing to read.
        map.put("poll.interval.ms", "5");
        map.put("queue.provider.type", CalmQueue.NAME);
        map.put("max.batch.size", "8192");
        map.put("max.queue.size", "32768");
        map.put("statistics.metrics.enabled", "false");
        map.put("status.update.interval.ms", "1000");
        map.put("message.prefix.include.list", MessagePrefix.OURS.replace(".", "\\.") + ".*");
        // Moves the slot on while the captured tables are idle and others are not; the WAL between would pile up.
        map.put("heartbeat.interval.ms", "1000");
        map.put(
                "heartbeat.action.query",
                "SELECT pg_logical_emit_message(true, '" + MessagePrefix.HEARTBEAT + "', '')");
    }

    private static void recovery(Map<String, String> map) {
        map.put("errors.max.retries", "-1");
        map.put("retriable.restart.connector.wait.ms", "1000");
        map.put("slot.max.retries", "60");
        map.put("slot.retry.delay.ms", "1000");
    }

    private void output(Map<String, String> map) {
        for (String side : List.of("key", "value")) {
            map.put(side + ".converter", "org.apache.kafka.connect.json.JsonConverter");
            map.put(side + ".converter.schemas.enable", "true");
            // The converter would write a column's default where the row has NULL.
            map.put(side + ".converter.replace.null.with.default", "false");
        }
        map.put("header.converter", BytesHeaderConverter.class.getName());
        map.put("transforms", era == 0 ? "relation,route" : "relation,era,route");
        if (era > 0) {
            map.put("transforms.era.type", EraPosition.class.getName());
            map.put(ERA, Integer.toString(era));
        }
        map.put("transforms.relation.type", RelationHeader.class.getName());
        database.forEach((name, value) -> map.put("transforms.relation." + name, value));
        map.put("transforms.relation.database.password", password);
        map.put("transforms.relation." + RelationHeader.PUBLICATION, publication);
        map.put("transforms.route.type", ChangeStreamRouter.class.getName());
        map.put("transforms.route." + ChangeStreamRouter.TOPIC, topic);
        map.put("transforms.route." + ChangeStreamRouter.PARTITIONS, Integer.toString(partitions));
        map.put("producer.override.linger.ms", "0");
        map.put("producer.override.compression.type", "lz4");
        map.put("producer.override.batch.size", Integer.toString(256 * 1024));
        map.put("producer.override.max.request.size", Integer.toString(64 * 1024 * 1024));
        map.put("producer.override.buffer.memory", Integer.toString(64 * 1024 * 1024));
    }

    /** Each part of the connector is handed its own settings only. */
    private void protection(Map<String, String> map) {
        if (columns.isEmpty()) {
            return;
        }
        for (String part : List.of("", "text.", "transforms.relation.")) {
            map.put(part + ProtectedColumns.RULES, columns);
            if (!hashKey.isEmpty()) {
                map.put(part + ProtectedColumns.KEY, hashKey);
            }
        }
        // As in the stream, whose session UtcReplication sees to: see there.
        map.put("database.initial.statements", "SET TimeZone = 'UTC'");
    }

    private static String patterns(List<String> patterns) {
        return patterns.stream().map(pattern -> regex(pattern, true)).collect(Collectors.joining(","));
    }

    /**
     * Debezium splits its lists at commas that no backslash precedes, takes blanks off their parts, and does not tell cases
     * apart; to Postgres {@code orders} and {@code "Orders"} are two tables. A name can have line breaks.
     */
    private static String regex(String pattern, boolean wildcards) {
        StringBuilder regex = new StringBuilder("(?s-i:");
        for (int i = 0; i < pattern.length(); i++) {
            char character = pattern.charAt(i);
            if (Character.isSurrogate(character)) {
                // Half of one: a backslash between the halves would part them.
                regex.append(character);
                continue;
            }
            if (character == '*' && wildcards) {
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
