package io.millrace.ops.api.table;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of the last comparison of a table with its source.
 *
 * @param at when it ended
 * @param equal whether no row differed
 * @param different how many rows still differ
 * @param detail why it is undecided, or what was fixed; else empty
 * @param provedAt when the last comparison without a difference ended
 * @param provedLsn everything committed before this LSN was correctly in the warehouse then
 */
public record Verified(
        Instant at,
        boolean equal,
        long different,
        String detail,
        @Nullable Instant provedAt,
        @Nullable String provedLsn) {}
