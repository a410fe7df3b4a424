package io.millrace.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types of settings. */
final class SettingTypes {
    static final String TABLE_PATTERNS_EXPECTED = "`schema.table`, such as public.orders or public.*";

    private static final Pattern ANY = Pattern.compile(".+");
    private static final Pattern POSTGRES_URL = Pattern.compile("postgres(ql)?://[^/]+/[^/?]+(\\?.*)?");
    private static final Pattern HTTP_URL = Pattern.compile("https?://.+");
    private static final Pattern TABLES = Pattern.compile("[^.\\s]+\\..+");
    private static final Pattern BIND = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^\\s:\\[\\]]+):\\d{1,5}");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SettingTypes() {}

    static SettingType<String> text() {
        return new SettingType<>("text", Section::text, SettingTypes::written);
    }

    /**
     * Text of a shape.
     *
     * @param description for the reference page
     * @param expected for errors, after "expects"
     */
    static SettingType<String> text(String description, Pattern shape, String expected) {
        return new SettingType<>(
                description, (section, key) -> section.text(key, shape, expected), SettingTypes::written);
    }

    static SettingType<String> file(String what) {
        return text("file", ANY, what);
    }

    static SettingType<String> postgresUrl() {
        return text("URL", POSTGRES_URL, "a URL such as postgresql://user:password@host:5432/database");
    }

    static SettingType<String> httpUrl(String expected) {
        return text("URL", HTTP_URL, expected);
    }

    static SettingType<String> bind() {
        return text("host:port", BIND, "host:port, such as 127.0.0.1:8081");
    }

    /** @param unit for the reference page, empty for none */
    static SettingType<Integer> integer(int from, int to, String unit) {
        return new SettingType<>(
                String.format(Locale.ROOT, "whole number, %,d to %,d", from, to) + (unit.isEmpty() ? "" : " " + unit),
                (section, key) -> section.integer(key, from, to),
                value -> Optional.of(NODES.numberNode(value)));
    }

    /** From 0 on. */
    static SettingType<Double> decimal(int to, String unit) {
        return new SettingType<>(
                String.format(Locale.ROOT, "number, 0 to %,d %s", to, unit),
                (section, key) -> section.decimal(key, to),
                value -> Optional.of(NODES.numberNode(value)));
    }

    /** In milliseconds. */
    static SettingType<Integer> duration(int from, int to) {
        return new SettingType<>(
                "duration, " + (from == 0 ? "up to " + readable(to) : readable(from) + " to " + readable(to)),
                (section, key) -> section.milliseconds(key, from, to),
                value -> Optional.of(NODES.textNode(readable(value))));
    }

    /** The longest unit that the milliseconds are a multiple of. */
    static String readable(int millis) {
        if (millis == 0 || millis % 1_000 != 0) {
            return millis + "ms";
        }
        return millis % 60_000 == 0 ? millis / 60_000 + "m" : millis / 1_000 + "s";
    }

    static <E extends Enum<E>> SettingType<E> oneOf(Class<E> type) {
        return words(
                Arrays.asList(type.getEnumConstants()), value -> value.name().toLowerCase(Locale.ROOT));
    }

    static SettingType<Boolean> truth() {
        return words(List.of(true, false), String::valueOf);
    }

    /** One of some values, each with its word. */
    static <T> SettingType<T> words(List<T> values, Function<T, String> word) {
        Map<String, T> byWord = new LinkedHashMap<>();
        values.forEach(value -> byWord.put(word.apply(value), value));
        return new SettingType<>(
                byWord.keySet().stream().map(each -> "`" + each + "`").collect(Collectors.joining(", ")),
                (section, key) -> section.oneOf(key, byWord),
                value -> written(word.apply(value)));
    }

    /** Patterns {@code schema.table} with {@code *}. */
    static SettingType<List<String>> tablePatterns() {
        return list("list of `schema.table` with `*`", TABLES, TABLE_PATTERNS_EXPECTED);
    }

    /** A list; a single value counts as a list of one. */
    static SettingType<List<String>> list(String description, Pattern shape, String expected) {
        return new SettingType<>(description, (section, key) -> section.list(key, shape, expected), values -> {
            ArrayNode list = NODES.arrayNode();
            values.forEach(value -> list.add(Variables.escape(value)));
            return Optional.of(list);
        });
    }

    /** Texts by free names. */
    static SettingType<Map<String, String>> map(String description) {
        return new SettingType<>(description, Section::map, SettingTypes::written);
    }

    /** Texts of a shape by names of a shape; the two {@code expected} are for errors. */
    static SettingType<Map<String, String>> map(
            String description, Pattern names, String expectedName, Pattern shape, String expected) {
        return new SettingType<>(
                description,
                (section, key) -> section.map(key, names, expectedName, shape, expected),
                SettingTypes::written);
    }

    private static Optional<JsonNode> written(String text) {
        return Optional.of(NODES.textNode(Variables.escape(text)));
    }

    /** Sorted, so that equal values give equal text in each JVM. */
    private static Optional<JsonNode> written(Map<String, String> texts) {
        ObjectNode map = NODES.objectNode();
        new TreeMap<>(texts).forEach((name, text) -> map.put(name, Variables.escape(text)));
        return Optional.of(map);
    }
}
