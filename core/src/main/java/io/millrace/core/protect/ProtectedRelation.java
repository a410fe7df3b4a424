package io.millrace.core.protect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.event.TableId;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A table's {@link io.millrace.core.event.RelationQuery description} as the stream may show it: it holds the value of
 * rows that are older than a column, and the types from before.
 */
public final class ProtectedRelation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MISSING = "missing";

    private ProtectedRelation() {}

    /** Other columns are unchanged; without a matching rule the text is identical. */
    public static String of(String relation, ColumnRules rules) {
        if (rules.isEmpty()) {
            return relation;
        }
        try {
            return JSON.readTree(relation) instanceof ObjectNode node && changed(node, rules)
                    ? node.toString()
                    : relation;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a description of a table", e);
        }
    }

    private static boolean changed(ObjectNode relation, ColumnRules rules) {
        TableId table = new TableId(
                relation.path("schema").asText(), relation.path("table").asText());
        ArrayNode kept = JSON.createArrayNode();
        TreeSet<Integer> dropped = new TreeSet<>();
        relation.path("dropped").forEach(number -> dropped.add(number.asInt()));
        boolean any = false;
        for (JsonNode each : relation.path("columns")) {
            Optional<Protection> rule = rules.of(table, each.path("name").asText());
            any |= rule.isPresent();
            if (rule.isPresent() && rule.get() == Protection.DROP) {
                dropped.add(each.path("n").asInt());
                continue;
            }
            if (rule.isPresent() && each instanceof ObjectNode column) {
                column.put("type", "text");
                if (column.has(MISSING)) {
                    column.put(
                            MISSING,
                            rules.replace(rule.get(), column.path(MISSING).asText()));
                }
            }
            kept.add(each);
        }
        if (any) {
            relation.set("columns", kept);
            ArrayNode numbers = JSON.createArrayNode();
            dropped.forEach(numbers::add);
            relation.set("dropped", numbers);
        }
        return any;
    }
}
