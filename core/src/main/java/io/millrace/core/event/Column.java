package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

/**
 * A column of the source.
 *
 * @param name its exact name
 * @param type its Postgres type
 * @param nullable false for NOT NULL columns
 */
public record Column(String name, SourceType type, boolean nullable) {
    public Column {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
    }
}
