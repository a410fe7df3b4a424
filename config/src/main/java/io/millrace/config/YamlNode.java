package io.millrace.config;

import java.util.List;
import java.util.Map;

/** A YAML document that remembers its lines, counted from 1. */
sealed interface YamlNode {
    int line();

    /** A value; {@code null} in YAML is the empty text. */
    record Scalar(String text, int line) implements YamlNode {}

    /** A list. */
    record Sequence(List<YamlNode> items, int line) implements YamlNode {}

    /** Keys in order, each with its value. */
    record Mapping(Map<String, Entry> entries, int line) implements YamlNode {}

    /**
     * One key.
     *
     * @param keyLine where the key stands
     * @param value its value
     */
    record Entry(int keyLine, YamlNode value) {}
}
