package io.millrace.core.evolve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.event.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Origins as text: the comments of storage tables and columns. Defaults are left out; any other comment is ignored. */
public final class OriginText {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private OriginText() {}

    /** The comment of a storage column. */
    public static String of(ColumnOrigin origin) {
        ObjectNode json = JSON.createObjectNode();
        json.put("n", origin.number()).put("name", origin.name());
        if (!origin.formerNames().isEmpty()) {
            ArrayNode former = json.putArray("formerly");
            origin.formerNames().forEach(former::add);
        }
        flag(json, "retired", origin.retired());
        if (!origin.type().isEmpty()) {
            json.put("type", origin.type());
        }
        flag(json, "notNull", origin.notNull());
        flag(json, "default", origin.hasDefault());
        if (origin.missing() != null) {
            json.put("missing", origin.missing());
        }
        flag(json, "asText", origin.asText());
        return json.toString();
    }

    /** The origin that a comment states; one by the column's name where it states none. */
    public static ColumnOrigin column(String comment, String columnName) {
        JsonNode json = parse(comment);
        if (json == null || !json.hasNonNull("name")) {
            return ColumnOrigin.named(columnName);
        }
        List<String> former = new ArrayList<>();
        json.path("formerly").forEach(name -> former.add(name.asText()));
        return new ColumnOrigin(
                json.path("n").asInt(0),
                json.path("name").asText(),
                former,
                json.path("retired").asBoolean(false),
                json.path("type").asText(""),
                json.path("notNull").asBoolean(false),
                json.path("default").asBoolean(false),
                json.hasNonNull("missing") ? json.path("missing").asText() : null,
                json.path("asText").asBoolean(false));
    }

    /** The comment of a storage table. */
    public static String of(WarehouseTable table) {
        ObjectNode json = JSON.createObjectNode();
        json.put("oid", table.origin().oid())
                .put("schema", table.source().schema())
                .put("table", table.source().table())
                .put("shape", Long.toUnsignedString(table.origin().shapeLsn()))
                .put("identity", String.valueOf(table.origin().identity()));
        flag(json, "gone", table.origin().gone());
        return json.toString();
    }

    /**
     * The table that a comment states, still without columns and key; empty if it states none.
     *
     * @param place where the storage lies
     */
    public static Optional<WarehouseTable> table(String comment, TableId place) {
        JsonNode json = parse(comment);
        if (json == null || !json.hasNonNull("schema") || !json.hasNonNull("table")) {
            return Optional.empty();
        }
        String identity = json.path("identity").asText("?");
        TableOrigin origin = new TableOrigin(
                json.path("oid").asLong(0),
                place,
                lsn(json.path("shape").asText("0")),
                identity.isEmpty() ? '?' : identity.charAt(0),
                json.path("gone").asBoolean(false));
        TableId source =
                new TableId(json.path("schema").asText(), json.path("table").asText());
        return Optional.of(new WarehouseTable(source, List.of(), List.of(), origin));
    }

    private static long lsn(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            // Some other comment: unknown.
            return 0;
        }
    }

    private static void flag(ObjectNode json, String name, boolean set) {
        if (set) {
            json.put(name, true);
        }
    }

    private static @Nullable JsonNode parse(String comment) {
        if (!comment.startsWith("{")) {
            return null;
        }
        try {
            return JSON.readTree(comment);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
