package io.millrace.kafka.resync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.event.TableId;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How requests and news are written. What is neither, such as Debezium's own notifications, is passed over. */
final class ResyncJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResyncJson() {}

    static byte[] write(ResyncRequest request) {
        ObjectNode json = object(request.id(), request.table());
        json.put("oid", request.oid())
                .put("condition", request.condition())
                .put("reason", request.reason())
                .put("afterLoss", request.afterLoss());
        return bytes(json);
    }

    static byte[] write(ResyncNews news) {
        ObjectNode json = object(news.id(), news.table());
        json.put("stage", news.stage().name())
                .put("lsn", Long.toUnsignedString(news.lsn()))
                .put("detail", news.detail());
        return bytes(json);
    }

    static Optional<ResyncRequest> request(byte @Nullable [] bytes) {
        return object(bytes)
                .filter(json -> json.has("condition"))
                .map(json -> new ResyncRequest(
                        json.path("id").asText(),
                        table(json),
                        json.path("oid").asLong(0),
                        json.path("condition").asText(),
                        json.path("reason").asText(),
                        json.path("afterLoss").asBoolean()));
    }

    static Optional<ResyncNews> news(byte @Nullable [] bytes) {
        return object(bytes)
                .flatMap(json -> ResyncNews.Stage.of(json.path("stage").asText())
                        .map(stage -> new ResyncNews(
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
            throw new IllegalStateException("an object of texts cannot be written", e);
        }
    }
}
