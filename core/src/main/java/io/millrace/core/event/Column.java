package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

/**
 * A column of the source.
 *
 * @param name its exact name
 * @param type its Postgres type
 * @param nullable false for NOT NULL columns
 * @param number its {@code attnum}, the column's identity for life; 0 if it is not known
 */
public record Column(String name, SourceType type, boolean nullable, int number) {
    public Column {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
    }

    /** A column with an unknown number. */
    public Column(String name, SourceType type, boolean nullable) {
        this(name, type, nullable, 0);
    }
}
