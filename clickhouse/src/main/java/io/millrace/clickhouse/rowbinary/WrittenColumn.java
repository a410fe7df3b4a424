package io.millrace.clickhouse.rowbinary;

/**
 * A column of the rows of an insert.
 *
 * @param name its exact name, unquoted
 * @param type as {@code system.columns} spells it
 */
public record WrittenColumn(String name, String type) {}
