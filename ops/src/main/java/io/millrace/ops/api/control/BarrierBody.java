package io.millrace.ops.api.control;

import org.jspecify.annotations.Nullable;

/**
 * What to wait for.
 *
 * @param lsn a position of the source, such as {@code 0/1A2B3C8}; null for its position of now
 */
public record BarrierBody(@Nullable String lsn) {}
