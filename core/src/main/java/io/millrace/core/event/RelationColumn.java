package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A live column as the source's catalog describes it.
 *
 * @param number its {@code attnum}, 1 or more: the column's identity for life
 * @param name its exact name
 * @param type its type as {@code format_type} writes it: {@code numeric(10,2)}
 * @param notNull whether it says NOT NULL
 * @param missing text of {@code attmissingval}, the value of rows that are older than the column; null if there is none
 * @param hasDefault whether it has a default expression
 * @param generated {@code s} stored, {@code v} virtual, empty for none
 */
public record RelationColumn(
        int number,
        String name,
        String type,
        boolean notNull,
        @Nullable String missing,
        boolean hasDefault,
        String generated) {
    public RelationColumn {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(generated, "generated is null");
    }
}
