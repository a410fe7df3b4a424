package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

/**
 * An attribute of a composite type.
 *
 * @param name its exact name
 * @param type its type
 */
public record SourceField(String name, SourceType type) {
    public SourceField {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
    }
}
