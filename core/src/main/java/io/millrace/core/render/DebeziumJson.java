package io.millrace.core.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.decode.TypeDescription;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableId;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys and values as Debezium's connector and Connect's JsonConverter do with {@code schemas.enable=true}, as far as
 * {@link io.millrace.core.decode.DebeziumJsonDecoder} reads them. All values of rows are text of Postgres.
 */
final class DebeziumJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String HEARTBEAT = "io.debezium.connector.common.Heartbeat";
    private static final String MESSAGE = "io.debezium.connector.postgresql.MessageValue";
    private static final String JSON_TEXT = "io.debezium.data.Json";
    private static final String SOURCE_TYPE = "__debezium.source.column.type";

    private DebeziumJson() {}

    /**
     * The key of a change of a table.
     *
     * @param row the row that it is the key of; null if there is none
     */
    static byte[] key(TableDescription table, @Nullable RowText row) {
        ObjectNode schema = struct(table.table() + ".Key", false);
        ObjectNode payload = JSON.createObjectNode();
        List<String> names =
                table.columns().stream().map(TableDescription.Column::name).toList();
        for (String name : table.key()) {
            int index = names.indexOf(name);
            String type = index < 0 ? "" : table.columns().get(index).type();
            fields(schema).add(column(name, type, false));
            payload.put(name, row == null || index < 0 ? null : row.text(index));
        }
        return record(schema, row == null ? JSON.nullNode() : payload);
    }

    /**
     * The value of a change of a table.
     *
     * @param before the row before the change; null if unknown
     * @param after the row after the change; null if there is none
     */
    static byte[] change(
            TableDescription table,
            ChangeKind kind,
            SourcePosition position,
            @Nullable RowText before,
            @Nullable RowText after) {
        ObjectNode schema = struct(table.table() + ".Envelope", false);
        fields(schema)
                .add(row(table).put("field", "before"))
                .add(row(table).put("field", "after"))
                .add(sourceSchema())
                .add(field("op", "string"))
                .add(field("ts_ms", "int64"))
                .add(field("ts_us", "int64"));
        ObjectNode payload = JSON.createObjectNode();
        payload.set("before", row(table, before));
        payload.set("after", row(table, after));
        payload.set("source", source(position, snapshot(kind, position), table.table(), true));
        payload.put("op", String.valueOf(kind.code()));
        return record(schema, captured(payload, position));
    }

    /** The value of a logical message. */
    static byte[] message(SourcePosition position, String prefix, byte[] content) {
        ObjectNode schema = struct(MESSAGE, false);
        ObjectNode message = struct("io.debezium.connector.postgresql.Message", false);
        fields(message).add(field("prefix", "string")).add(field("content", "string"));
        fields(schema)
                .add(field("op", "string"))
                .add(field("ts_ms", "int64"))
                .add(field("ts_us", "int64"))
                .add(sourceSchema())
                .add(message.put("field", "message"));
        ObjectNode payload = JSON.createObjectNode().put("op", String.valueOf(ChangeKind.MESSAGE.code()));
        captured(payload, position);
        // A non-transactional one may have no commit before it.
        payload.set("source", source(position, "false", null, position.commitLsn() != 0));
        payload.putObject("message").put("prefix", prefix).put("content", content);
        return record(schema, payload);
    }

    /** The value of a heartbeat. Debezium's has only the time; this one also has its position. */
    static byte[] heartbeat(SourcePosition position) {
        ObjectNode schema = struct(HEARTBEAT, false);
        fields(schema).add(field("ts_ms", "int64")).add(field("ts_us", "int64")).add(sourceSchema());
        ObjectNode payload = captured(JSON.createObjectNode(), position);
        payload.set("source", source(position, snapshot(ChangeKind.HEARTBEAT, position), null, true));
        return record(schema, payload);
    }

    /** Of what no transaction streamed, only that with a commit before it has a sequence that counts. */
    private static String snapshot(ChangeKind kind, SourcePosition position) {
        if (kind != ChangeKind.READ && kind != ChangeKind.HEARTBEAT) {
            return "false";
        }
        return position.commitLsn() == 0 ? "true" : "incremental";
    }

    private static byte[] record(ObjectNode schema, JsonNode payload) {
        ObjectNode record = JSON.createObjectNode();
        record.set("schema", schema);
        record.set("payload", payload);
        try {
            return JSON.writeValueAsBytes(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is no JSON", e);
        }
    }

    private static ObjectNode struct(String name, boolean optional) {
        ObjectNode struct = JSON.createObjectNode().put("type", "struct");
        struct.putArray("fields");
        return struct.put("optional", optional).put("name", name);
    }

    private static ArrayNode fields(ObjectNode struct) {
        return struct.withArrayProperty("fields");
    }

    private static ObjectNode field(String name, String type) {
        return JSON.createObjectNode().put("type", type).put("optional", true).put("field", name);
    }

    private static ObjectNode row(TableDescription table) {
        ObjectNode row = struct(table.table() + ".Value", true);
        table.columns()
                .forEach(column -> fields(row)
                        .add(column(column.name(), column.type(), !table.key().contains(column.name()))));
        return row;
    }

    /** JSON is the one type whose text is not mapped by {@link PostgresText}. */
    private static ObjectNode column(String name, String type, boolean optional) {
        SourceType parsed = TypeDescription.parse(type, "");
        boolean isJson = parsed.element() == null
                && (parsed.name().equals("json") || parsed.name().equals("jsonb"));
        ObjectNode column = JSON.createObjectNode()
                .put("type", "string")
                .put("optional", optional)
                .put("name", isJson ? JSON_TEXT : PostgresText.NAME);
        column.putObject("parameters")
                .put(
                        isJson ? SOURCE_TYPE : PostgresText.TYPE,
                        isJson ? parsed.name().toUpperCase(Locale.ROOT) : type);
        return column.put("field", name);
    }

    private static JsonNode row(TableDescription table, @Nullable RowText row) {
        if (row == null) {
            return JSON.nullNode();
        }
        ObjectNode values = JSON.createObjectNode();
        for (int i = 0; i < table.columns().size(); i++) {
            values.put(table.columns().get(i).name(), row.isUnchanged(i) ? PostgresText.UNTOUCHED : row.text(i));
        }
        return values;
    }

    private static ObjectNode sourceSchema() {
        ObjectNode source = struct("io.debezium.connector.postgresql.Source", false);
        fields(source)
                .add(field("connector", "string"))
                .add(field("ts_ms", "int64"))
                .add(field("ts_us", "int64"))
                .add(field("snapshot", "string"))
                .add(field("sequence", "string"))
                .add(field("schema", "string"))
                .add(field("table", "string"))
                .add(field("txId", "int64"))
                .add(field("lsn", "int64"));
        return source.put("field", "source");
    }

    private static ObjectNode source(
            SourcePosition position, String snapshot, @Nullable TableId table, boolean isSequenced) {
        String sequence = "[\"" + Long.toUnsignedString(position.commitLsn()) + "\",\""
                + Long.toUnsignedString(position.lsn()) + "\"]";
        return JSON.createObjectNode()
                .put("connector", "postgresql")
                .put("ts_ms", millis(position.committedAtMicros()))
                .put("ts_us", position.committedAtMicros())
                .put("snapshot", snapshot)
                .put("sequence", isSequenced ? sequence : null)
                .put("schema", table == null ? "" : table.schema())
                .put("table", table == null ? "" : table.table())
                .put("txId", position.transactionId())
                .put("lsn", position.lsn());
    }

    private static ObjectNode captured(ObjectNode payload, SourcePosition position) {
        return payload.put("ts_ms", millis(position.capturedAtMicros())).put("ts_us", position.capturedAtMicros());
    }

    private static long millis(long micros) {
        return Math.floorDiv(micros, 1000);
    }
}
