package io.millrace.ops.api.control;

import org.jspecify.annotations.Nullable;

/**
 * A column and how it is mapped.
 *
 * @param name the source's
 * @param sourceType as the source names it; null if the warehouse does not know it
 * @param key whether it is part of the row's identity
 */
public record TableColumn(String name, @Nullable String sourceType, String warehouseType, boolean key) {}
