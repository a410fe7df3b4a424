package io.millrace.kafka.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.kafka.control.ControlRequest.Kind;
import io.millrace.kafka.control.ControlRequest.Options;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How control requests are written. */
final class ControlJson {
    /** Raised where an earlier controller would misread a request. */
    static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ControlJson() {}

    static byte[] write(ControlRequest request) {
        ObjectNode json = JSON.createObjectNode()
                .put("version", VERSION)
                .put("id", request.id())
                .put("kind", request.kind().text());
        request.tables().forEach(json.putArray("tables")::add);
        json.set("options", options(request.options()));
        json.put("askedBy", request.askedBy())
                .put("askedAt", request.askedAt().toString())
                .put("signature", request.signature());
        return bytes(json);
    }

    static ObjectNode options(Options options) {
        ObjectNode json = JSON.createObjectNode();
        if (!options.where().isEmpty()) {
            json.put("where", options.where());
        }
        if (!options.reason().isEmpty()) {
            json.put("reason", options.reason());
        }
        if (options.rowsPerSecond() > 0) {
            json.put("rowsPerSecond", options.rowsPerSecond());
        }
        if (options.loadTimeoutSeconds() >= 0) {
            json.put("loadTimeoutSeconds", options.loadTimeoutSeconds());
        }
        if (options.partitions() > 0) {
            json.put("partitions", options.partitions());
        }
        return json;
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an object cannot be written as JSON", e);
        }
    }

    /** @throws IllegalArgumentException if it is no request that this version can carry out; the message says why */
    static ControlRequest read(byte @Nullable [] bytes) {
        JsonNode json = tree(bytes);
        int version = json.path("version").asInt();
        if (version != VERSION) {
            throw new IllegalArgumentException("it has version " + version + ", and this controller reads " + VERSION
                    + ": run the same version of Millrace everywhere");
        }
        Kind kind = Kind.of(json.path("kind").asText())
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no kind of request " + json.path("kind").asText()));
        List<String> tables = new ArrayList<>();
        json.path("tables").forEach(table -> tables.add(table.asText()));
        JsonNode options = json.path("options");
        return new ControlRequest(
                json.path("id").asText(),
                kind,
                tables,
                new Options(
                        options.path("where").asText(),
                        options.path("reason").asText(),
                        options.path("rowsPerSecond").asInt(0),
                        options.path("loadTimeoutSeconds").asLong(-1),
                        options.path("partitions").asInt(0)),
                json.path("askedBy").asText(),
                instant(json.path("askedAt").asText()),
                json.path("signature").asText());
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("askedAt is no time: " + text, e);
        }
    }

    private static JsonNode tree(byte @Nullable [] bytes) {
        if (bytes == null) {
            throw new IllegalArgumentException("it is empty");
        }
        try {
            JsonNode json = JSON.readTree(bytes);
            if (json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            // The same.
        }
        throw new IllegalArgumentException("it is no JSON object");
    }

    /** The id of a record that is no request, where it has one; else empty. */
    static String id(byte @Nullable [] bytes) {
        try {
            String id = tree(bytes).path("id").asText();
            return ControlRequest.isId(id) ? id : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
