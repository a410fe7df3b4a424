package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Identifies a row in the source. Data, not SQL: the reader quotes it.
 *
 * @param columns one or more that together identify the row, each once
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
