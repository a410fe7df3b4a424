package io.millrace.core.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.SourceField;
import io.millrace.core.event.SourceType;
import java.util.ArrayList;
import java.util.List;

/** Reads the description of a type whose values travel as text, see {@link PostgresText}. */
public final class TypeDescription {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code VARHDRSZ}: Postgres adds it to the modifiers of numeric and character types. */
    private static final int HEADER = 4;

    /** Maximum nesting of composite types and arrays. */
    private static final int MAX_DEPTH = 30;

    private TypeDescription() {}

    /** The type; {@code fallback} if the description is invalid. */
    public static SourceType parse(String description, String fallback) {
        try {
            return type(JSON.readTree(description), fallback, 0);
        } catch (JsonProcessingException e) {
            return text(fallback, -1, -1);
        }
    }

    private static SourceType type(JsonNode node, String fallback, int depth) {
        String name = node.path("type").asText(fallback);
        if (depth > MAX_DEPTH) {
            return text(name, -1, -1);
        }
        if (node.path("kind").asText("").equals("e")) {
            return new SourceType(name, -1, -1, "string", "io.debezium.data.Enum");
        }
        if (node.path("of").isObject()) {
            SourceType element = type(node.path("of"), "", depth + 1);
            return new SourceType(name, -1, -1, "string", PostgresText.NAME, element);
        }
        List<SourceField> fields = new ArrayList<>();
        for (JsonNode field : node.path("fields")) {
            fields.add(new SourceField(field.path("name").asText(""), type(field.path("of"), "", depth + 1)));
        }
        if (!fields.isEmpty()) {
            return new SourceType(name, -1, -1, "string", PostgresText.NAME, null, fields);
        }
        int modifier = node.path("modifier").asInt(-1);
        if (modifier < HEADER || !name.equals("numeric")) {
            return text(name, modifier, -1);
        }
        // 16 bits of precision above 11 bits of signed scale.
        int precision = (modifier - HEADER) >> 16 & 0xFFFF;
        return text(name, precision, (modifier - HEADER) & 0x7FF);
    }

    private static SourceType text(String name, int length, int scale) {
        return new SourceType(name, length, scale, "string", PostgresText.NAME);
    }
}
