package io.millrace.ops.api.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tables to load again.
 *
 * @param tables by name
 * @param all true: every captured table; must be said where no table is named
 * @param where SQL condition for the rows of exactly one table
 * @param note why, for the record
 * @param by the requester, for the record
 * @param client console, cli or api
 */
public record ResyncBody(
        @Nullable List<String> tables,
        @Nullable Boolean all,
        @Nullable String where,
        @Nullable String note,
        @Nullable String by,
        @Nullable String client) {}
