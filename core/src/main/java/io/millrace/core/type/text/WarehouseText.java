package io.millrace.core.type.text;

import io.millrace.core.type.warehouse.WarehouseType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of the warehouse as text, for display and as keys for Postgres. */
public final class WarehouseText {
    private WarehouseText() {}

    /**
     * @param value of the class that {@link WarehouseType} names for the type; text may also come as its bytes
     * @param raw whether bytes are no text
     */
    public static String of(Object value, WarehouseType type, boolean raw) {
        WarehouseType bare = type instanceof WarehouseType.Nullable inner ? inner.of() : type;
        return ValueText.of(raw ? value : decoded(value), bare);
    }

    /** Bytes as text where they are text, also inside arrays and maps. */
    private static Object decoded(Object value) {
        if (value instanceof byte[] bytes) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                return bytes;
            }
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            list.forEach(item -> items.add(item == null ? null : decoded(item)));
            return items;
        } else if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
            map.forEach((key, item) -> entries.put(decoded(key), item == null ? null : decoded(item)));
            return entries;
        }
        return value;
    }
}
