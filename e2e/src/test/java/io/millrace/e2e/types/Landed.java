package io.millrace.e2e.types;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns what ClickHouse shows back into a literal of Postgres: the normalisation of {@code docs/reference/types.md}, undone.
 */
final class Landed {
    private Landed() {}

    /** The SQL that shows the column as JSON without loss. */
    static String select(Columns column) {
        String name = "`" + column.name() + "`";
        if (column.base().startsWith("float") && column.kind().equals("b")) {
            // JSON has no minus zero.
            return column.array() ? "arrayMap(x -> toString(x), " + name + ")" : "toString(" + name + ")";
        }
        if (!column.base().equals("bytea")) {
            return name;
        }
        return column.array() ? "arrayMap(x -> if(isNull(x), NULL, hex(x)), " + name + ")" : "hex(" + name + ")";
    }

    /** @param value as in {@code FORMAT JSONCompactEachRow} */
    static String literal(Columns column, JsonNode value) {
        if (value.isArray() && (column.array() || column.base().equals("d_ints"))) {
            return list(column, value);
        }
        return scalar(column.base(), column.kind(), value);
    }

    private static String list(Columns column, JsonNode list) {
        char delimiter = column.base().equals("box") ? ';' : ',';
        List<String> items = new ArrayList<>();
        for (JsonNode item : list) {
            if (item.isNull()) {
                items.add("NULL");
            } else if (item.isArray()) {
                items.add(list(column, item));
            } else {
                String text = scalar(column.base(), column.kind(), item);
                items.add("\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
            }
        }
        return "{" + String.join(String.valueOf(delimiter), items) + "}";
    }

    private static String scalar(String base, String kind, JsonNode value) {
        if (kind.equals("c")) {
            return row(value.asText());
        }
        return switch (base) {
            case "bytea" -> "\\x" + value.asText();
            case "interval" -> interval(value.asText());
            case "hstore", "d_hstore" -> hstore(value);
            case "timestamptz" -> value.asText() + "+00";
            default -> value.isTextual() ? value.asText() : value.toString();
        };
    }

    private static String hstore(JsonNode map) {
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> pair : map.properties()) {
            pairs.add(quoted(pair.getKey()) + "=>"
                    + (pair.getValue().isNull()
                            ? "NULL"
                            : quoted(pair.getValue().asText())));
        }
        return String.join(", ", pairs);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String interval(String form) {
        if (form.endsWith("infinity")) {
            return form;
        }
        String[] parts = form.split(" ", -1);
        boolean negative = parts[0].startsWith("-");
        String months = negative ? parts[0].substring(1) : parts[0];
        int dash = months.indexOf('-');
        String sign = negative ? "-" : "";
        return sign + Long.parseLong(months.substring(0, dash)) + " years " + sign
                + Long.parseLong(months.substring(dash + 1)) + " mons " + Long.parseLong(parts[1]) + " days "
                + parts[2];
    }

    /** A composite from its JSON text: the attributes stand in order. */
    private static String row(String json) {
        try {
            return row(EveryTypeIT.JSON.readTree(json));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return json;
        }
    }

    private static String row(JsonNode object) {
        List<String> values = new ArrayList<>();
        object.forEach(value -> values.add(value.isNull() ? "" : quotedInRow(attribute(value))));
        return "(" + String.join(",", values) + ")";
    }

    private static String attribute(JsonNode value) {
        if (value.isObject() && value.has("a")) {
            return row(value);
        }
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(item.isNull() ? "NULL" : quoted(item.asText())));
            return "{" + String.join(",", items) + "}";
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private static String quotedInRow(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\"\"") + "\"";
    }
}
