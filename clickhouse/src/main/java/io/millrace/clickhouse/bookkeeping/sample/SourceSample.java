package io.millrace.clickhouse.bookkeeping.sample;

import java.time.Instant;

/**
 * How many rows a table of the source has.
 *
 * @param at when
 * @param sourceTable {@code schema.table}
 * @param rows how many
 * @param exact false for an estimate of the planner's statistics
 */
public record SourceSample(Instant at, String sourceTable, long rows, boolean exact) {}
