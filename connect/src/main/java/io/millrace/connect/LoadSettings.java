package io.millrace.connect;

import io.millrace.core.event.PostgresText;
import io.millrace.core.event.TableId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings of a connector that reads rows of tables once, as Debezium's JSON. */
final class LoadSettings {
    private final ConnectorSettings capture;

    LoadSettings(ConnectorSettings capture) {
        this.capture = capture;
    }

    /**
     * See {@link ConnectorSettings#resync}.
     *
     * @param map what it has in common with the connector that streams; is changed
     */
    Map<String, String> of(
            Map<String, String> map,
            Map<TableId, Long> again,
            String condition,
            long lsn,
            String notifications,
            int rowsPerSecond) {
        map.remove("table.exclude.list");
        map.put(
                "table.include.list",
                again.keySet().stream()
                        .map(table -> ConnectorSettings.regex(table.toString(), false))
                        .collect(Collectors.joining(",")));
        snapshot(map, lsn);
        values(map);
        text(map);
        chain(map);
        String loaded = new LoadedTables(again).text();
        map.put(LoadedTables.SETTING, loaded);
        map.put("transforms.relation." + LoadedTables.SETTING, loaded);
        if (!condition.isEmpty()) {
            map.put(PublishedRowsQuery.CONDITION, condition);
        }
        // A table without rows has no record by which Connect could note that it was read; the notification is one.
        map.put("notification.enabled.channels", "sink");
        map.put("notification.sink.topic.name", notifications);
        map.put("transforms", "position," + map.get("transforms"));
        map.put("transforms.position.type", ResyncPosition.class.getName());
        map.put("transforms.position." + ResyncPosition.LSN, Long.toUnsignedString(lsn));
        map.put("transforms.position." + ResyncPosition.ROWS_PER_SECOND, Integer.toString(rowsPerSecond));
        map.put(PublishedRowsQuery.WATERMARK, Long.toUnsignedString(lsn));
        return map;
    }

    private void snapshot(Map<String, String> map, long lsn) {
        map.put("snapshot.mode", "initial_only");
        map.put("snapshot.isolation.mode", "repeatable_read");
        map.put("snapshot.query.mode", "custom");
        map.put("snapshot.query.mode.custom.name", PublishedRowsQuery.NAME);
        map.put("snapshot.locking.mode", "none");
        map.put("snapshot.fetch.size", "1024");
        map.put("poll.interval.ms", "5");
        // Beside the connector that streams, in the same memory. A limit in bytes would cost more than reading:
        // Debezium measures each record by walking through all of its objects.
        map.put("max.batch.size", "1024");
        map.put("max.queue.size", "4096");
        // Two of the same names would wait for each other's metrics to disappear.
        map.put("custom.metric.tags", "role=" + capture.resyncName(lsn));
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
        map.put("extended.headers.enabled", "false");
    }

    /** How values reach {@link TextConverter}, and with what it looks types up. */
    private void text(Map<String, String> map) {
        map.put("converters", "text");
        map.put("text.type", "io.millrace.connect.TextConverter");
        capture.database().forEach((name, value) -> map.put("text." + name, value));
        map.put("text.database.password", capture.password());
        capture.protect(map, "text.");
        // The driver would parse and format these, or fetch them in binary: text comes through as it is.
        map.put("driver.binaryTransfer", "false");
        for (String type : List.of("interval", "point", "line", "lseg", "box", "path", "polygon", "circle")) {
            map.put("driver.datatype." + type, "org.postgresql.util.PGobject");
        }
        if (!capture.columns().isEmpty()) {
            // As in the stream: hashes of texts with other offsets would not be equal.
            map.put("database.initial.statements", "SET TimeZone = 'UTC'");
        }
    }

    private void chain(Map<String, String> map) {
        for (String side : List.of("key", "value")) {
            map.put(side + ".converter", "org.apache.kafka.connect.json.JsonConverter");
            map.put(side + ".converter.schemas.enable", "true");
            // The converter would write a column's default where the row has NULL.
            map.put(side + ".converter.replace.null.with.default", "false");
        }
        map.put("header.converter", BytesHeaderConverter.class.getName());
        map.put("transforms", capture.era() == 0 ? "relation,route" : "relation,era,route");
        if (capture.era() > 0) {
            map.put("transforms.era.type", EraPosition.class.getName());
            map.put("transforms.era." + EraPosition.ERA, Integer.toString(capture.era()));
        }
        map.put("transforms.relation.type", RelationHeader.class.getName());
        capture.database().forEach((name, value) -> map.put("transforms.relation." + name, value));
        map.put("transforms.relation.database.password", capture.password());
        map.put("transforms.relation." + RelationHeader.PUBLICATION, capture.publication());
        capture.protect(map, "transforms.relation.");
        map.put("transforms.route.type", ChangeStreamRouter.class.getName());
        map.put("transforms.route." + ChangeStreamRouter.TOPIC, capture.topic());
        map.put("transforms.route." + ChangeStreamRouter.PARTITIONS, Integer.toString(capture.partitions()));
    }
}
