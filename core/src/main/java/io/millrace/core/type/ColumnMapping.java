package io.millrace.core.type;

import io.millrace.core.type.read.TextOrRescue;
import io.millrace.core.type.read.ValueReader;
import io.millrace.core.type.warehouse.WarehouseType;
import io.millrace.core.type.warehouse.Zero;
import org.jspecify.annotations.Nullable;

/**
 * The mapping of a source column to the warehouse.
 *
 * @param type the type of the warehouse's column, Nullable included
 * @param reader reads its values, or the elements of its values where {@code type} is an array
 */
public record ColumnMapping(WarehouseType type, ValueReader reader) {
    /** Whether values arrive as a list, whose elements the reader reads one by one. */
    public boolean isList() {
        return type instanceof WarehouseType.Array && !(reader instanceof TextOrRescue);
    }

    /**
     * Whether NULL lands as NULL. ClickHouse has no Nullable(Array): a NULL array lands empty, and its text is rescued.
     */
    public boolean holdsNull() {
        return type instanceof WarehouseType.Nullable
                || (type instanceof WarehouseType.LowCardinality inner && inner.of() instanceof WarehouseType.Nullable);
    }

    /** Whether the source's type has values that this one lacks, so that a key may have to become text. */
    public boolean isNarrower() {
        WarehouseType bare = type instanceof WarehouseType.Nullable inner ? inner.of() : type;
        return bare == WarehouseType.Simple.DATE32
                || bare instanceof WarehouseType.DateTime64
                || bare instanceof WarehouseType.Decimal;
    }

    /**
     * The value for NULL and for a value that the type cannot hold: NULL, or empty if ClickHouse has no NULL for the
     * type.
     */
    public @Nullable Object nothing() {
        return type instanceof WarehouseType.Array || type instanceof WarehouseType.MapOf ? Zero.of(type) : null;
    }
}
