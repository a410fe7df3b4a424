package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Names a row to the source. Data, not SQL: who asks the source quotes it.
 *
 * @param columns one or more that together tell the row from others, each once
 */
public record SourceKey(List<Part> columns) {
    public SourceKey {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a key without columns");
        }
    }

    /**
     * A column and its value.
     *
     * @param value as Postgres reads it for the column's type
     */
    public record Part(String column, String value) {
        public Part {
            requireNonNull(column, "column is null");
            requireNonNull(value, "value is null");
        }
    }
}
