package io.millrace.core.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a table description from JSON: see {@link Relation}. */
final class RelationReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RelationReader() {}

    /** @throws Rejection if it is not JSON or lacks what identifies a table and its columns */
    static Relation read(byte[] json) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (IOException e) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "its description of the table is no JSON");
        }
        long oid = root.path("oid").asLong(0);
        String schema = root.path("schema").asText("");
        String table = root.path("table").asText("");
        if (oid <= 0 || schema.isEmpty() || table.isEmpty()) {
            throw new Rejection(ErrorCode.NOT_A_CHANGE, "its description of the table has no oid, schema or table");
        }
        String identity = root.path("identity").asText("d");
        return new Relation(
                oid,
                new TableId(schema, table),
                identity.isEmpty() ? 'd' : identity.charAt(0),
                texts(root.path("key")),
                columns(root.path("columns")),
                numbers(root.path("dropped")),
                root.path("gone").asBoolean(false));
    }

    private static List<RelationColumn> columns(JsonNode list) {
        List<RelationColumn> columns = new ArrayList<>();
        for (JsonNode column : list) {
            int number = column.path("n").asInt(0);
            String name = column.path("name").asText("");
            if (number <= 0 || name.isEmpty()) {
                throw new Rejection(
                        ErrorCode.NOT_A_CHANGE, "its description of the table has a column without number or name");
            }
            columns.add(new RelationColumn(
                    number,
                    name,
                    column.path("type").asText(""),
                    column.path("notNull").asBoolean(false),
                    column.hasNonNull("missing") ? column.path("missing").asText() : null,
                    column.path("default").asBoolean(false),
                    column.path("generated").asText("")));
        }
        return columns;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<Integer> numbers(JsonNode list) {
        List<Integer> numbers = new ArrayList<>();
        list.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }
}
