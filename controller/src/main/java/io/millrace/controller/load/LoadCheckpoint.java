package io.millrace.controller.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/**
 * The progress of an interrupted load: the rows of all parts before {@code part}, and of that part those before a page,
 * are durable in the change stream.
 *
 * <p>A resumed load reads the rest with a later watermark. That is right for a table with a key whose heaps are the
 * same files: a row that has not changed since the first watermark is still in its place, and changes are in the stream
 * after that watermark. Rows older than the <em>first</em> watermark are gone from the source.
 *
 * @param watermark the first of the load, in its epoch
 * @param shape equal as long as the table, its files and the selected columns are the same
 * @param part counts the parts of the table from 0
 * @param page the first that is not done
 */
public record LoadCheckpoint(long watermark, String shape, int part, long page) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** As a short text, for {@link #parse}. */
    public String text() {
        return JSON.createObjectNode()
                .put("lsn", Long.toUnsignedString(watermark))
                .put("shape", shape)
                .put("part", part)
                .put("page", page)
                .toString();
    }

    /** Empty for invalid text. */
    public static Optional<LoadCheckpoint> parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json == null || !json.hasNonNull("lsn")
                    ? Optional.empty()
                    : Optional.of(new LoadCheckpoint(
                            Long.parseUnsignedLong(json.path("lsn").asText()),
                            json.path("shape").asText(),
                            json.path("part").asInt(),
                            json.path("page").asLong()));
        } catch (JsonProcessingException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
