package io.millrace.core.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Text of a value of the warehouse that is the same for equal values, however it was written or read. */
final class CellText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private CellText() {}

    static @Nullable String of(@Nullable Object value, WarehouseType type) {
        if (value == null) {
            return null;
        }
        WarehouseType bare = CanonicalText.bare(type);
        if (bare == Simple.JSON) {
            return json(text(value));
        } else if (value instanceof BigDecimal decimal) {
            return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
        } else if (value instanceof Double number && bare == Simple.FLOAT32) {
            return Float.toString(number.floatValue());
        } else if (value instanceof List<?> list) {
            WarehouseType element = bare instanceof WarehouseType.Array array ? array.of() : Simple.STRING;
            List<String> items = new ArrayList<>();
            list.forEach(item -> items.add(item(of(item, element))));
            return "[" + String.join(",", items) + "]";
        } else if (value instanceof Map<?, ?> map) {
            Map<String, String> entries = new TreeMap<>();
            map.forEach((key, inner) -> entries.put(item(of(key, Simple.STRING)), item(of(inner, Simple.STRING))));
            return entries.toString();
        }
        return value instanceof byte[] || value instanceof String ? text(value) : value.toString();
    }

    /** Bytes as Latin-1: they may not be text. */
    private static String text(Object value) {
        byte[] bytes = value instanceof byte[] raw ? raw : value.toString().getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String item(@Nullable String text) {
        return text == null ? "~" : text.length() + ":" + text;
    }

    private static String json(String bytes) {
        String text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        try {
            return json(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            return text;
        }
    }

    private static String json(JsonNode node) {
        if (node.isObject()) {
            Map<String, String> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(item(field.getKey()), json(field.getValue())));
            return fields.toString();
        } else if (node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(json(item)));
            return items.toString();
        } else if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
        }
        return node.isTextual() ? "'" + item(node.textValue()) : node.toString();
    }
}
