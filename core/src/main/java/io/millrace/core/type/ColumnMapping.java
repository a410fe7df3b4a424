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

    /** Whether the source's type has values that this one has not, so that a key of it may have to become text. */
    public boolean isNarrower() {
        WarehouseType bare = type instanceof WarehouseType.Nullable inner ? inner.of() : type;
        return bare == WarehouseType.Simple.DATE32
                || bare instanceof WarehouseType.DateTime64
                || bare instanceof WarehouseType.Decimal;
    }

    /** What lands for NULL, and for a value that the type cannot hold: NULL, or nothing inside where ClickHouse has no NULL. */
    public @Nullable Object nothing() {
        return type instanceof WarehouseType.Array || type instanceof WarehouseType.MapOf ? Zero.of(type) : null;
    }
}
