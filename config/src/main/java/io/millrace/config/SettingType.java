package io.millrace.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How a setting's value is read, checked and written.
 *
 * @param description type, unit and range, in Markdown
 * @param reader value of a section's key, empty if absent; throws {@link ConfigException} if it is wrong
 * @param writer value as YAML, such that the reader reads it back; empty if it is left out
 */
record SettingType<T>(
        String description, BiFunction<Section, String, Optional<T>> reader, Function<T, Optional<JsonNode>> writer) {

    Optional<T> read(Section section, String key) {
        return reader.apply(section, key);
    }

    Optional<JsonNode> write(T value) {
        return writer.apply(value);
    }

    SettingType<Optional<T>> optional() {
        return new SettingType<>(
                description,
                (section, key) -> {
                    Optional<T> found = read(section, key);
                    return found.isPresent() ? Optional.of(found) : Optional.empty();
                },
                value -> value.flatMap(this::write));
    }

    /** A written value for the reference page: in code style, empty lists and maps as "none". */
    static String text(JsonNode written) {
        if (written instanceof ValueNode) {
            return "`" + written.asText() + "`";
        }
        return written.isEmpty() ? "none" : "`" + written + "`";
    }
}
