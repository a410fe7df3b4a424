package io.millrace.core.evolve;

import io.millrace.core.type.WarehouseType;

/**
 * A column of a storage table that mirrors a column of the source.
 *
 * @param name its exact name
 * @param type its type, Nullable included
 */
public record WarehouseColumn(String name, WarehouseType type) {}
