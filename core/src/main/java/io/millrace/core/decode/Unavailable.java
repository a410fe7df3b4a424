package io.millrace.core.decode;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Debezium's stand-in for a TOAST value that a change did not touch ({@code unavailable.value.placeholder}), in each form
 * that class {@code io.debezium.connector.postgresql.UnchangedToastedPlaceholder} gives it: text, base64 for bytes, a list
 * of one of these or of a UUID made from it, a list of its bytes as numbers, a map from it to itself.
 */
final class Unavailable {
    static final String DEFAULT = "__debezium_unavailable_value";

    private final List<char[]> texts;
    private final List<byte[]> structures;

    Unavailable(String placeholder) {
        byte[] bytes = placeholder.getBytes(StandardCharsets.UTF_8);
        String encoded = Base64.getEncoder().encodeToString(bytes);
        String map = "{\"" + placeholder + "\":\"" + placeholder + "\"}";
        List<String> numbers = new ArrayList<>();
        for (byte b : bytes) {
            numbers.add(String.valueOf(b));
        }
        this.texts =
                Stream.of(placeholder, encoded, map).map(String::toCharArray).toList();
        this.structures = Stream.of(
                        "[\"" + placeholder + "\"]",
                        "[\"" + encoded + "\"]",
                        "[\"" + UUID.nameUUIDFromBytes(bytes) + "\"]",
                        "[" + String.join(",", numbers) + "]",
                        map)
                .map(json -> json.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** Whether the string that the parser stands at is the stand-in. */
    boolean is(JsonParser parser) throws IOException {
        int length = parser.getTextLength();
        for (char[] text : texts) {
            if (text.length == length) {
                int from = parser.getTextOffset();
                return Arrays.equals(parser.getTextCharacters(), from, from + length, text, 0, length);
            }
        }
        return false;
    }

    /** Whether the list or object that begins here, as JsonConverter writes it, is the stand-in. */
    boolean isAt(byte[] record, int start) {
        for (byte[] structure : structures) {
            int end = start + structure.length;
            if (end <= record.length && Arrays.equals(record, start, end, structure, 0, structure.length)) {
                return true;
            }
        }
        return false;
    }
}
