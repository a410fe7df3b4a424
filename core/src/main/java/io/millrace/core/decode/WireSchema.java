package io.millrace.core.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.Column;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.SourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The schema part of a value.
 *
 * @param kind what the payload is
 * @param fields names of the row's fields as they stand in the payload; empty but for changes
 * @param columns the row's columns, one for each field; empty but for changes
 */
record WireSchema(Kind kind, List<String> fields, List<Column> columns) {
    enum Kind {
        CHANGE,
        HEARTBEAT,
        MESSAGE
    }

    /** Class {@code io.debezium.schema.SchemaFactory}: HEARTBEAT_VALUE_SCHEMA. */
    private static final String HEARTBEAT = "io.debezium.connector.common.Heartbeat";

    /** Class {@code io.debezium.connector.postgresql.LogicalDecodingMessageMonitor}. */
    private static final String MESSAGE = "io.debezium.connector.postgresql.MessageValue";

    /** Class {@code org.apache.kafka.connect.data.Decimal}: LOGICAL_NAME. Its scale is a parameter of its own. */
    private static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";

    /** Class {@code io.debezium.relational.mapping.PropagateSourceMetadataToSchemaParameter}. */
    private static final String PARAMETER = "__debezium.source.column.";

    /** @throws Rejection if the schema is not one of Debezium's */
    static WireSchema of(JsonNode schema) {
        String name = schema.path("name").asText("");
        if (name.equals(HEARTBEAT)) {
            return new WireSchema(Kind.HEARTBEAT, List.of(), List.of());
        }
        if (name.equals(MESSAGE)) {
            return new WireSchema(Kind.MESSAGE, List.of(), List.of());
        }
        JsonNode row = field(schema, "after");
        if (field(schema, "op").isMissingNode() || field(schema, "source").isMissingNode() || row.isMissingNode()) {
            throw new Rejection(
                    ErrorCode.NOT_A_CHANGE, "its schema is no change event's: it lacks one of op, source and after");
        }
        List<String> fields = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : row.path("fields")) {
            String field = column.path("field").asText("");
            fields.add(field);
            columns.add(column(field, column));
        }
        if (columns.isEmpty()) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "its schema names no column");
        }
        return new WireSchema(Kind.CHANGE, List.copyOf(fields), List.copyOf(columns));
    }

    /** Names of the fields of a key's schema, in key order. */
    static List<String> keyFields(JsonNode schema) {
        List<String> fields = new ArrayList<>();
        for (JsonNode field : schema.path("fields")) {
            fields.add(field.path("field").asText(""));
        }
        return fields;
    }

    private static JsonNode field(JsonNode struct, String name) {
        for (JsonNode field : struct.path("fields")) {
            if (field.path("field").asText("").equals(name)) {
                return field;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private static Column column(String field, JsonNode schema) {
        JsonNode parameters = schema.path("parameters");
        String name = parameters.path(PARAMETER + "name").asText(field);
        return new Column(
                name, type(schema, parameters), schema.path("optional").asBoolean(false));
    }

    private static SourceType type(JsonNode schema, JsonNode parameters) {
        String name = typeName(parameters.path(PARAMETER + "type").asText(""));
        if (schema.path("name").asText("").equals(PostgresText.NAME)) {
            return TypeDescription.parse(parameters.path(PostgresText.TYPE).asText(""), name);
        }
        boolean isDecimal = schema.path("name").asText("").equals(DECIMAL);
        int length = number(parameters.path(isDecimal ? "connect.decimal.precision" : PARAMETER + "length"));
        int scale = number(parameters.path(isDecimal ? "scale" : PARAMETER + "scale"));
        SourceType element = null;
        JsonNode items = schema.path("items");
        if (items.isObject()) {
            element = new SourceType(
                    name.startsWith("_") ? name.substring(1) : "",
                    length,
                    scale,
                    items.path("type").asText(""),
                    items.path("name").asText(""));
        }
        return new SourceType(
                name,
                length,
                scale,
                schema.path("type").asText(""),
                schema.path("name").asText(""),
                element);
    }

    /** Debezium states types in upper case and serial columns as such (from pgJDBC's metadata), which is not a type. */
    private static String typeName(String stated) {
        String name = stated.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "smallserial", "serial2" -> "int2";
            case "serial", "serial4" -> "int4";
            case "bigserial", "serial8" -> "int8";
            default -> name;
        };
    }

    private static int number(JsonNode parameter) {
        return parameter.asInt(-1);
    }
}
