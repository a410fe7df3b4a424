package io.millrace.core.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Which part of a key value's text identifies rows. Two texts are the same key if these parts are equal; the stored
 * value stays as Postgres writes it.
 *
 * <p>Most types need none of this, even if Postgres considers values equal whose texts differ ({@code citext}, a
 * collation that is not deterministic, {@code interval}, {@code jsonb}): a change identifies the row by the text that
 * it had, so a row with another text is a row that moved. Only if storage does not keep the difference, both texts are
 * one key.
 */
public enum KeyForm {
    /** The whole text. */
    EXACT,
    /** {@code real} and {@code double precision}: zero has a sign that does not count. */
    REAL,
    /** {@code numeric}: zeros at the end of the fraction do not count. */
    NUMERIC;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * The form for a type.
     *
     * @param type as JSON, in the form of {@link io.millrace.core.event.PostgresText}
     */
    public static KeyForm of(String type) {
        JsonNode json;
        try {
            json = JSON.readTree(type);
        } catch (JsonProcessingException e) {
            return EXACT;
        }
        if (json.has("of") || json.has("kind")) {
            return EXACT;
        }
        return switch (json.path("type").asText("")) {
            case "float4", "float8" -> REAL;
            case "numeric" -> NUMERIC;
            default -> EXACT;
        };
    }

    /**
     * The start of the part that counts.
     *
     * @param from start of the text
     * @param length of the text in bytes
     */
    public int from(byte[] bytes, int from, int length) {
        return this == REAL && length == 2 && bytes[from] == '-' && bytes[from + 1] == '0' ? from + 1 : from;
    }

    /**
     * The end of the part that counts, exclusive.
     *
     * @param from start of the text
     * @param length of the text in bytes
     */
    public int to(byte[] bytes, int from, int length) {
        int to = from + length;
        if (this != NUMERIC || !hasPoint(bytes, from, to)) {
            return to;
        }
        while (bytes[to - 1] == '0') {
            to--;
        }
        return bytes[to - 1] == '.' ? to - 1 : to;
    }

    private static boolean hasPoint(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '.') {
                return true;
            }
        }
        return false;
    }
}
