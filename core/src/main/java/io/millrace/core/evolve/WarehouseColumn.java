package io.millrace.core.evolve;

import static java.util.Objects.requireNonNull;

import io.millrace.core.type.warehouse.WarehouseType;

/**
 * A column of a storage table that mirrors a column of the source.
 *
 * @param name its exact name in storage, which it keeps for life
 * @param type its type, Nullable included
 * @param origin the column of the source
 */
public record WarehouseColumn(String name, WarehouseType type, ColumnOrigin origin) {
    public WarehouseColumn {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(origin, "origin is null");
    }

    /** A column of which only the source's name is known. */
    public WarehouseColumn(String name, WarehouseType type) {
        this(name, type, ColumnOrigin.named(name));
    }

    public boolean isLive() {
        return !origin.retired();
    }

    public WarehouseColumn with(ColumnOrigin newOrigin) {
        return new WarehouseColumn(name, type, newOrigin);
    }

    public WarehouseColumn with(WarehouseType newType) {
        return new WarehouseColumn(name, newType, origin);
    }
}
