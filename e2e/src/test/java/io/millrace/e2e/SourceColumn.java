package io.millrace.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as the source's catalog has it, and how its values become text that both sides can be held to.
 *
 * @param name its name, whatever it looks like
 * @param type the base type of domains, by {@code pg_type.typname}; of arrays the element's; {@code record} for
 *     composite ones
 * @param array whether it is an array
 */
record SourceColumn(String name, String type, boolean array) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Without generated columns that are not in the stream: virtual ones, and stored ones before Postgres 18. */
    private static final String COLUMNS = """
            SELECT a.attname,
                   CASE WHEN coalesce(e.typtype, b.typtype) = 'c' THEN 'record' ELSE coalesce(e.typname, b.typname) END,
                   e.oid IS NOT NULL
            FROM pg_attribute a
            JOIN pg_type t ON t.oid = a.atttypid
            JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
            LEFT JOIN pg_type e ON e.oid = b.typelem AND b.typlen = -1 AND b.typcategory = 'A'
            JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
              AND (a.attgenerated = '' OR (a.attgenerated = 's' AND current_setting('server_version_num')::int >= 180000))
            ORDER BY a.attnum""";

    static List<SourceColumn> of(Connection connection, String schema, String table) throws SQLException {
        var columns = new ArrayList<SourceColumn>();
        try (var select = connection.prepareStatement(COLUMNS)) {
            select.setString(1, schema);
            select.setString(2, table);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    columns.add(new SourceColumn(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
                }
            }
        }
        return columns;
    }

    /** The value as text in Postgres, NULL where it is NULL. */
    String postgresText() {
        var quoted = "\"" + name.replace("\"", "\"\"") + "\"";
        if (array) {
            return "to_json(" + quoted + ")::text";
        }
        return switch (type) {
            case "bytea" -> "encode(" + quoted + ", 'hex')";
            case "record" -> "to_json(" + quoted + ")::text";
            // A cast to text drops the blanks at the end.
            case "bpchar" -> "CASE WHEN " + quoted + " IS NOT NULL THEN concat(" + quoted + ") END";
            default -> quoted + "::text";
        };
    }

    /**
     * The same in ClickHouse.
     *
     * @param warehouseType the type of the view's column
     */
    String clickHouseText(String warehouseType) {
        var quoted = "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
        if (array || warehouseType.startsWith("Map(") || warehouseType.startsWith("Tuple(")) {
            return "toJSONString(" + quoted + ")";
        }
        return type.equals("bytea") ? "lower(hex(" + quoted + "))" : "toString(" + quoted + ")";
    }

    /** What is the same value becomes the same text, whichever system wrote it. */
    @Nullable String normal(@Nullable String text) {
        if (text == null) {
            // ClickHouse has no NULL for arrays: a NULL array is an empty one with a rescued value.
            return array ? "[]" : null;
        }
        return array ? normalArray(text) : scalar(text);
    }

    private String scalar(String text) {
        return switch (type) {
            case "numeric", "money" ->
                text.matches("-?[0-9.]+")
                        ? new BigDecimal(text).stripTrailingZeros().toPlainString()
                        : text;
            case "float4" -> "" + Float.parseFloat(special(text));
            case "float8" -> "" + Double.parseDouble(special(text));
            case "timestamp", "timestamptz", "time" -> moment(text);
            case "json", "jsonb", "record" -> json(text);
            default -> text;
        };
    }

    private String normalArray(String text) {
        try {
            var elements = new ArrayList<String>();
            for (JsonNode element : JSON.readTree(text)) {
                elements.add(
                        element.isNull()
                                ? "null"
                                : scalar(element.isContainerNode() ? element.toString() : element.asText()));
            }
            return elements.toString();
        } catch (JsonProcessingException e) {
            return text;
        }
    }

    private static String special(String text) {
        return switch (text) {
            case "nan" -> "NaN";
            case "inf" -> "Infinity";
            case "-inf" -> "-Infinity";
            default -> text;
        };
    }

    /** Without the zeros at the end of the fraction, and without the offset, which is +00 in the session. */
    private static String moment(String text) {
        var local = text.replace('T', ' ').replaceFirst("(\\+00(:00)?|Z)$", "");
        return local.contains(".") ? local.replaceFirst("\\.?0+$", "") : local;
    }

    private static String json(String text) {
        try {
            return JSON.writeValueAsString(JSON.treeToValue(JSON.readTree(text), Object.class));
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
