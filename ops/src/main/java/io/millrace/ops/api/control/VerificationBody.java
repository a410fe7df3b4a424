package io.millrace.ops.api.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tables to compare, and how.
 *
 * @param tables by name; null or empty for all that are captured
 * @param repair whether to repair what differs
 * @param rowsPerSecond rows of the source that are read a second at most
 * @param loadTimeoutSeconds how long a table that is being loaded is waited for
 * @param note why, for the record
 * @param by the requester, for the record
 * @param client console, cli or api
 */
public record VerificationBody(
        @Nullable List<String> tables,
        @Nullable Boolean repair,
        @Nullable Integer rowsPerSecond,
        @Nullable Integer loadTimeoutSeconds,
        @Nullable String note,
        @Nullable String by,
        @Nullable String client) {}
