package io.millrace.ops.api.control;

/** How many values of a column it could not hold in the last 30 days. */
public record RescuedColumn(String column, long values) {}
