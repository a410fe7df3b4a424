package io.millrace.core.decode;

import io.millrace.core.event.StreamPosition;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes records of a table {@code public.orders} with the columns {@code id bigint} (the key) and {@code note text}. */
final class Envelope {
    static final String KEY_SCHEMA =
            "{\"type\":\"struct\",\"fields\":[{\"type\":\"int64\",\"optional\":false,\"field\":\"id\"}],\"optional\":false}";
    static final String SOURCE =
            "{\"schema\":\"public\",\"table\":\"orders\",\"sequence\":\"[\\\"100\\\",\\\"200\\\"]\",\"lsn\":200,\"txId\":7,"
                    + "\"ts_ms\":5,\"ts_us\":5001}";
    static final String ROW = "{\"id\":1,\"note\":\"secret\"}";

    private Envelope() {}

    static String schema(String columns) {
        return "{\"type\":\"struct\",\"fields\":[{\"type\":\"struct\",\"optional\":true,\"field\":\"before\",\"fields\":["
                + columns
                + "]},{\"type\":\"struct\",\"optional\":true,\"field\":\"after\",\"fields\":[" + columns + "]},"
                + "{\"type\":\"struct\",\"field\":\"source\"},{\"type\":\"string\",\"field\":\"op\"}]}";
    }

    static String column(String name, String type, String wireName, String pgType) {
        return "{\"type\":\"" + type + "\",\"optional\":true,\"name\":\"" + wireName
                + "\",\"parameters\":{\"__debezium.source.column.type\":\"" + pgType + "\"},\"field\":\"" + name
                + "\"}";
    }

    static String schema() {
        return schema(
                "{\"type\":\"int64\",\"optional\":false,\"field\":\"id\"}," + column("note", "string", "", "TEXT"));
    }

    static String payload(String op, String before, String after) {
        return "{\"before\":" + before + ",\"after\":" + after + ",\"source\":" + SOURCE + ",\"op\":\"" + op
                + "\",\"ts_ms\":6,\"ts_us\":6001}";
    }

    static String value(String payload) {
        return "{\"schema\":" + schema() + ",\"payload\":" + payload + "}";
    }

    static String insert() {
        return value(payload("c", "null", ROW));
    }

    static String key() {
        return "{\"schema\":" + KEY_SCHEMA + ",\"payload\":{\"id\":1}}";
    }

    static LogRecord record(@Nullable String key, @Nullable String value) {
        return new LogRecord(new StreamPosition("changes", 2, 40, 9), bytes(key), bytes(value));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
