package io.millrace.ops.api.control;

import org.jspecify.annotations.Nullable;

/**
 * A statement for the warehouse.
 *
 * @param format of ClickHouse; null for TSV
 */
public record QueryBody(@Nullable String sql, @Nullable String format) {}
