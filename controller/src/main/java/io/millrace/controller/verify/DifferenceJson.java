package io.millrace.controller.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.verify.ComparedRow;
import io.millrace.core.verify.Difference;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A row that differs as JSON, as {@code millrace.verification_differences} has it. */
final class DifferenceJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DifferenceJson() {}

    /** The key of one column is its value, a number where it is a whole one; else a list; the row if there is none. */
    static JsonNode key(Difference difference) {
        List<String> key = difference.key();
        if (key.isEmpty()) {
            return row(difference.source() != null ? difference.source() : difference.warehouse());
        }
        if (key.size() == 1) {
            return value(difference, 0);
        }
        ArrayNode list = JSON.createArrayNode();
        for (int i = 0; i < key.size(); i++) {
            list.add(value(difference, i));
        }
        return list;
    }

    private static JsonNode value(Difference difference, int place) {
        String text = difference.key().get(place);
        return difference.numbers().contains(place)
                ? JsonNodeFactory.instance.numberNode(new BigInteger(text))
                : JsonNodeFactory.instance.textNode(text);
    }

    /** The values as texts by column; JSON's null for no row. */
    static JsonNode row(@Nullable ComparedRow row) {
        if (row == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode values = JSON.createObjectNode();
        row.shown().forEach(values::put);
        return values;
    }

    /** For scripts. */
    static String kind(Difference difference) {
        return difference.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
