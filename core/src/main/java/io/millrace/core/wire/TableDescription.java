package io.millrace.core.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.event.TableId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The description of a table whose rows a block holds:
 *
 * <pre>{@code
 * {"schema":"public","table":"orders","key":["id"],
 *  "columns":[["id",{"type":"int8"}],["price",{"type":"numeric","modifier":655366}]],
 *  "relation":{"oid":16402, …}}
 * }</pre>
 *
 * @param table the name that the table had at the time of the changes
 * @param columns its columns as the rows have them, in order
 * @param key names of the columns that distinguish rows, in key order; empty for a table without a key
 * @param relation its description by the catalog, in the form of {@link io.millrace.core.event.RelationQuery}, possibly
 *     of a later moment; null if the catalog could not be queried
 */
public record TableDescription(
        TableId table,
        List<Column> columns,
        List<String> key,
        @Nullable String relation) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public TableDescription {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /**
     * A column.
     *
     * @param type its type as JSON, in the form of {@link io.millrace.core.event.PostgresText}
     */
    public record Column(String name, String type) {}

    /** A description as it travels. Written once for each table, and recognized by identity. */
    public static final class Encoded {
        private final byte[] bytes;

        /** @param bytes as another block has them */
        Encoded(byte[] bytes) {
            this.bytes = bytes;
        }

        /** UTF-8 JSON; not to be changed. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /** The description as it travels. */
    public Encoded encoded() {
        ObjectNode json = JSON.createObjectNode();
        json.put("schema", table.schema()).put("table", table.table());
        key.forEach(json.putArray("key")::add);
        ArrayNode list = json.putArray("columns");
        for (Column column : columns) {
            list.addArray().add(column.name()).add(tree(column.type()));
        }
        if (relation != null) {
            json.set("relation", tree(relation));
        }
        return new Encoded(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a description is no JSON", e);
        }
    }

    /** @throws MalformedBlockException if the bytes are no description */
    public static TableDescription parse(byte[] bytes) {
        JsonNode json;
        try {
            json = JSON.readTree(bytes);
        } catch (IOException e) {
            throw new MalformedBlockException("its description of a table is no JSON");
        }
        String schema = json.path("schema").asText("");
        String name = json.path("table").asText("");
        if (schema.isEmpty() || name.isEmpty()) {
            throw new MalformedBlockException("its description of a table does not name the table");
        }
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : json.path("columns")) {
            columns.add(new Column(column.path(0).asText(""), column.path(1).toString()));
        }
        List<String> key = new ArrayList<>();
        json.path("key").forEach(column -> key.add(column.asText()));
        JsonNode relation = json.path("relation");
        return new TableDescription(
                new TableId(schema, name), columns, key, relation.isObject() ? relation.toString() : null);
    }
}
