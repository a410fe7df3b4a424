package io.millrace.postgres.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.event.TableId;
import java.util.HashSet;
import java.util.Set;

/** Descriptions exactly as {@link io.millrace.core.event.RelationQuery} returns them. */
final class RelationText {
    private static final String START = "{\"oid\":";
    private static final ObjectMapper JSON = new ObjectMapper();

    private RelationText() {}

    static long oid(String relation) {
        int comma = relation.indexOf(',');
        if (!relation.startsWith(START) || comma < 0) {
            throw new IllegalArgumentException("not a description of a table");
        }
        return Long.parseLong(relation.substring(START.length(), comma));
    }

    static TableId table(String relation) {
        JsonNode node = tree(relation);
        return new TableId(node.path("schema").asText(), node.path("table").asText());
    }

    /** The numbers of live columns. */
    static Set<Integer> columns(String relation) {
        Set<Integer> numbers = new HashSet<>();
        tree(relation)
                .path("columns")
                .forEach(column -> numbers.add(column.path("n").asInt()));
        return numbers;
    }

    /** Whether rows have stored values: virtual columns are computed when read. */
    static boolean hasColumns(String relation) {
        for (JsonNode column : tree(relation).path("columns")) {
            if (!column.path("generated").asText("").equals("v")) {
                return true;
            }
        }
        return false;
    }

    /** The description, marked as dropped. */
    static String gone(String relation) {
        return relation.substring(0, relation.length() - 1) + ",\"gone\":true}";
    }

    /** The description of a dropped table of which nothing else is known. */
    static String gone(long oid, TableId table) {
        ObjectNode node = JSON.createObjectNode()
                .put("oid", oid)
                .put("schema", table.schema())
                .put("table", table.table())
                .put("identity", "d");
        node.putArray("key");
        node.putArray("columns");
        node.putArray("dropped");
        return node.put("gone", true).toString();
    }

    private static JsonNode tree(String relation) {
        try {
            return JSON.readTree(relation);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a description of a table", e);
        }
    }
}
