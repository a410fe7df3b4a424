package io.millrace.clickhouse.table;

import io.millrace.clickhouse.bookkeeping.Bookkeeping;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL text of storage tables and views. Every statement can run again, and from several processes at once.
 *
 * <p>Storage has no partition key: a row whose partition changes would live on in the old one. Most settings stay at
 * ClickHouse's defaults on purpose: small inserts make compact parts, background merges keep their number low, and FINAL
 * skips merging of ranges that do not overlap. Forced merges by age would rewrite a large table with each small insert.
 */
public final class TableDdl {
    /** The metadata columns as they stand in DDL; source columns of these names cannot be mirrored. */
    static final List<String> METADATA = List.of(
            "`_version` UInt128",
            "`_deleted` UInt8",
            "`_op` LowCardinality(String)",
            "`_committed_at` DateTime64(6, 'UTC')",
            "`_captured_at` DateTime64(6, 'UTC')",
            "`_logged_at` DateTime64(3, 'UTC')",
            "`_landed_at` DateTime64(6, 'UTC') DEFAULT now64(6)",
            "`_misfits` Map(LowCardinality(String), String)");

    private TableDdl() {}

    public static String createDatabase(String database) {
        return "CREATE DATABASE IF NOT EXISTS " + Identifiers.quote(database);
    }

    public static String createStorage(TableNames names, WarehouseTable table) {
        String columns = table.columns().stream()
                .map(column -> "    " + definition(column) + ",\n")
                .collect(Collectors.joining());
        String metadata = METADATA.stream().map(column -> "    " + column).collect(Collectors.joining(",\n"));
        String key = table.key().stream().map(Identifiers::quote).collect(Collectors.joining(", ", "(", ")"));
        return "CREATE TABLE IF NOT EXISTS " + names.storage() + "\n(\n" + columns + metadata + "\n)\n"
                + "ENGINE = ReplacingMergeTree(`_version`, `_deleted`) ORDER BY " + key + "\n"
                + "SETTINGS " + Bookkeeping.DURABLE;
    }

    public static String addColumn(TableNames names, WarehouseColumn column) {
        return "ALTER TABLE " + names.storage() + " ADD COLUMN IF NOT EXISTS " + definition(column);
    }

    /** Sets the column's type; rows that are there keep their values. */
    public static String modifyColumn(TableNames names, WarehouseColumn column) {
        return "ALTER TABLE " + names.storage() + " MODIFY COLUMN " + definition(column);
    }

    /** The current rows: the source's columns and nothing else, and no row of before the last truncation. */
    public static String replaceView(TableNames names, List<WarehouseColumn> columns, BigInteger truncatedBelow) {
        String list = columns.stream()
                .map(column -> "    " + Identifiers.quote(column.name()))
                .collect(Collectors.joining(",\n"));
        return "CREATE OR REPLACE VIEW " + names.view() + " AS SELECT\n" + list + "\nFROM " + names.storage()
                + " FINAL\nWHERE `_version` > toUInt128('" + truncatedBelow + "')";
    }

    /** Frees the space of rows that a truncation has hidden; the mutation runs in the background. */
    public static String deleteTruncated(TableNames names, BigInteger truncatedBelow) {
        return "ALTER TABLE " + names.storage() + " DELETE WHERE `_version` < toUInt128('" + truncatedBelow + "')";
    }

    private static String definition(WarehouseColumn column) {
        return Identifiers.quote(column.name()) + " " + column.type().sql();
    }
}
