package io.millrace.ops.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An edit of a record before its replay. Applied in this order; empty: nothing.
 *
 * @param key another key, null to keep it
 * @param value another value, null to keep it
 * @param replace pieces of the value's text and what to put in their place, wherever they stand
 * @param set JSON values by JSON pointer into the record's {@code payload}: {@code /after/amount}
 */
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetterEdit(
        byte @Nullable [] key, byte @Nullable [] value, List<Replacement> replace, Map<String, JsonNode> set) {
    public static final DeadLetterEdit NONE = new DeadLetterEdit(null, null, List.of(), Map.of());

    private static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /**
     * A piece of text.
     *
     * @param find the text to find, not empty
     * @param with the replacement
     */
    public record Replacement(String find, String with) {}

    /** An edit that is not possible. */
    static final class Impossible extends RuntimeException {
        Impossible(String message) {
            super(message);
        }
    }

    public boolean isNone() {
        return key == null && value == null && replace.isEmpty() && set.isEmpty();
    }

    /**
     * The dead letter with its record changed.
     *
     * @throws Impossible with the reason
     */
    StoredDeadLetter apply(StoredDeadLetter deadLetter) {
        byte[] changed = value != null ? value : deadLetter.value();
        if (!replace.isEmpty()) {
            changed = replaced(changed);
        }
        if (!set.isEmpty()) {
            changed = assigned(changed);
        }
        return deadLetter.with(key != null ? key : deadLetter.key(), changed);
    }

    private byte[] replaced(byte @Nullable [] bytes) {
        String text = bytes == null ? "" : new String(bytes, UTF_8);
        if (bytes == null || !java.util.Arrays.equals(text.getBytes(UTF_8), bytes)) {
            throw new Impossible("its value is no text, so nothing can be replaced in it");
        }
        for (Replacement one : replace) {
            if (!text.contains(one.find())) {
                throw new Impossible("its value does not have the text to replace");
            }
            text = text.replace(one.find(), one.with());
        }
        return text.getBytes(UTF_8);
    }

    private byte[] assigned(byte @Nullable [] bytes) {
        try {
            JsonNode root = bytes == null ? null : JSON.readTree(bytes);
            if (root == null || !(root.path("payload") instanceof ObjectNode payload)) {
                throw new Impossible("its value has no payload to set values in");
            }
            set.forEach((pointer, content) -> assign(payload, pointer, content));
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new Impossible("its value is no JSON, so no values can be set in it");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
    }

    private static void assign(ObjectNode payload, String pointer, JsonNode content) {
        JsonPointer path = JsonPointer.compile(pointer);
        if (!(payload.at(path.head()) instanceof ObjectNode parent)) {
            throw new Impossible("its payload has no object at " + path.head());
        }
        parent.set(path.last().getMatchingProperty(), content);
    }
}
