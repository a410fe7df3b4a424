package io.millrace.kafka.resync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The JSON of requests and statuses. Other records, such as Debezium's notifications, are skipped. */
final class ResyncJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Ids appear in statements and logs. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private ResyncJson() {}

    static byte[] write(ResyncRequest request) {
        ObjectNode json = object(request.id(), request.table());
        ArrayNode rows = json.putArray("rows");
        request.rows().forEach(key -> {
            ArrayNode parts = rows.addArray();
            key.columns().forEach(part -> parts.addArray().add(part.column()).add(part.value()));
        });
        json.put("oid", request.oid())
                .put("condition", request.condition())
                .put("signature", request.signature())
                .put("reason", request.reason())
                .put("afterLoss", request.afterLoss())
                .put("origin", request.origin());
        return bytes(json);
    }

    static byte[] write(ResyncStatus status) {
        ObjectNode json = object(status.id(), status.table());
        json.put("stage", status.stage().name())
                .put("lsn", Long.toUnsignedString(status.lsn()))
                .put("detail", status.detail());
        return bytes(json);
    }

    static Optional<ResyncRequest> request(byte @Nullable [] bytes) {
        return object(bytes)
                .filter(json -> json.has("condition")
                        && ID.matcher(json.path("id").asText()).matches())
                .flatMap(json -> rows(json.path("rows"))
                        .map(rows -> new ResyncRequest(
                                json.path("id").asText(),
                                table(json),
                                json.path("oid").asLong(0),
                                rows,
                                json.path("condition").asText(),
                                json.path("signature").asText(),
                                json.path("reason").asText(),
                                json.path("afterLoss").asBoolean(),
                                json.path("origin").asText())));
    }

    /** Unreadable keys must not mean all rows: then it is no request. */
    private static Optional<List<SourceKey>> rows(JsonNode json) {
        List<SourceKey> rows = new ArrayList<>();
        if (!json.isMissingNode() && !json.isArray()) {
            return Optional.empty();
        }
        for (JsonNode key : json) {
            List<SourceKey.Part> parts = new ArrayList<>();
            for (JsonNode part : key) {
                if (!part.path(0).isTextual() || !part.path(1).isTextual()) {
                    return Optional.empty();
                }
                parts.add(new SourceKey.Part(part.path(0).asText(), part.path(1).asText()));
            }
            if (parts.isEmpty()) {
                return Optional.empty();
            }
            rows.add(new SourceKey(parts));
        }
        return Optional.of(rows);
    }

    static Optional<ResyncStatus> status(byte @Nullable [] bytes) {
        return object(bytes)
                .flatMap(json -> ResyncStatus.Stage.of(json.path("stage").asText())
                        .map(stage -> new ResyncStatus(
                                json.path("id").asText(),
                                table(json),
                                stage,
                                Long.parseUnsignedLong(json.path("lsn").asText("0")),
                                json.path("detail").asText())));
    }

    private static ObjectNode object(String id, TableId table) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("schema", table.schema())
                .put("table", table.table());
    }

    private static Optional<JsonNode> object(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(bytes);
            return json.has("id") && json.has("schema") && json.has("table") ? Optional.of(json) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static TableId table(JsonNode json) {
        return new TableId(json.path("schema").asText(), json.path("table").asText());
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an object cannot be written as JSON", e);
        }
    }
}
