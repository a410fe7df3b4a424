package io.millrace.ops.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the last comparison of a table with its source has found out.
 *
 * @param at when it ended
 * @param equal whether no row differed
 * @param different how many rows differ still
 * @param detail why it could not be found out, or what was mended; else empty
 * @param provedAt when the last one ended that found no difference
 * @param provedLsn all that the source had committed before this LSN was there as it should be then
 */
public record Verified(
        Instant at,
        boolean equal,
        long different,
        String detail,
        @Nullable Instant provedAt,
        @Nullable String provedLsn) {}
