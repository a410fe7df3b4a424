package io.millrace.core.type;

import org.jspecify.annotations.Nullable;

/**
 * How one column of the source lands.
 *
 * @param type the type of the warehouse's column, Nullable included
 * @param reader reads its values, or the elements of its values where {@code type} is an array
 */
public record ColumnMapping(WarehouseType type, ValueReader reader) {
    /** Whether values arrive as a list, whose elements the reader reads one by one. */
    public boolean isList() {
        return type instanceof WarehouseType.Array && !(reader instanceof TextOrMisfit);
    }

    /** Whether NULL lands as NULL. ClickHouse has no Nullable(Array): a NULL array lands empty, with a misfit. */
    public boolean holdsNull() {
        return type instanceof WarehouseType.Nullable
                || (type instanceof WarehouseType.LowCardinality inner && inner.of() instanceof WarehouseType.Nullable);
    }

    /** What lands where nothing representable is near: NULL, or the type's zero. */
    public @Nullable Object zero() {
        return Zero.of(type);
    }
}
