package io.millrace.core.type.text;

import io.millrace.core.type.warehouse.WarehouseType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists and maps as Postgres writes arrays and hstore. */
final class LiteralText {
    private LiteralText() {}

    static String list(List<?> list, WarehouseType element) {
        StringBuilder text = new StringBuilder("{");
        for (@Nullable Object item : list) {
            text.append(text.length() > 1 ? "," : "");
            if (item == null) {
                text.append("NULL");
            } else if (item instanceof List<?> inner && bare(element) instanceof WarehouseType.Array array) {
                text.append(list(inner, array.of()));
            } else {
                append(item instanceof Boolean truth ? (truth ? "t" : "f") : ValueText.of(item, bare(element)), text);
            }
        }
        return text.append('}').toString();
    }

    static String hstore(Map<?, ?> map) {
        List<String> pairs = new ArrayList<>();
        map.forEach((key, value) -> {
            StringBuilder pair = new StringBuilder();
            quote(String.valueOf(key), pair);
            pair.append("=>");
            if (value == null) {
                pair.append("NULL");
            } else {
                quote(value.toString(), pair);
            }
            pairs.add(pair.toString());
        });
        return String.join(", ", pairs);
    }

    /** Quoting rules of Postgres's {@code array_out}. */
    private static void append(String item, StringBuilder text) {
        boolean plain = !item.isEmpty()
                && !item.equalsIgnoreCase("NULL")
                && item.chars().noneMatch(c -> c == '"' || c == '\\' || c == '{' || c == '}' || c == ',' || isSpace(c));
        if (plain) {
            text.append(item);
        } else {
            quote(item, text);
        }
    }

    private static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static void quote(String item, StringBuilder text) {
        text.append('"')
                .append(item.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }

    private static WarehouseType bare(WarehouseType type) {
        if (type instanceof WarehouseType.Nullable inner) {
            return bare(inner.of());
        }
        return type instanceof WarehouseType.LowCardinality inner ? bare(inner.of()) : type;
    }
}
