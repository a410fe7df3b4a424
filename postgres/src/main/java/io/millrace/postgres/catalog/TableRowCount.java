package io.millrace.postgres.catalog;

import io.millrace.core.event.TableId;

/**
 * How many rows a captured table has.
 *
 * @param table the table
 * @param rows the count
 * @param exact whether the rows were counted; otherwise it is Postgres' own estimate
 */
public record TableRowCount(TableId table, long rows, boolean exact) {}
