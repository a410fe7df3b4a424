package io.millrace.clickhouse.table;

import io.millrace.clickhouse.client.Cluster;
import io.millrace.clickhouse.client.Durability;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.clickhouse.name.TableNames;
import io.millrace.core.evolve.MissingValue;
import io.millrace.core.evolve.OriginText;
import io.millrace.core.evolve.TableKind;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SQL text of storage tables and views. Every statement can run again, and from several processes at once.
 *
 * <p>Storage has no partition key: a row whose partition changes would live on in the old one. Most settings stay at
 * ClickHouse's defaults on purpose: small inserts make compact parts, background merges keep their number low, and FINAL
 * skips merging of ranges that do not overlap. Forced merges by age would rewrite a large table with each small insert.
 */
public final class TableDdl {
    /** The metadata columns as they stand in DDL; source columns of these names cannot be mirrored. */
    private static final List<String> METADATA = List.of(
            "`_version` UInt128",
            "`_deleted` UInt8",
            "`_op` LowCardinality(String)",
            "`_committed_at` DateTime64(6, 'UTC')",
            "`_captured_at` DateTime64(6, 'UTC')",
            "`_logged_at` DateTime64(3, 'UTC')",
            "`_landed_at` DateTime64(6, 'UTC') DEFAULT now64(6)",
            "`_rescued` Map(LowCardinality(String), String)");

    /** The same of tables without a key, where storage keeps each change. */
    private static final List<String> KEYLESS_METADATA = List.of(
            "`_version` UInt128",
            "`_lsn` UInt64",
            "`_xid` UInt64",
            "`_ordinal` UInt64",
            "`_sign` Int8",
            "`_op` LowCardinality(String)",
            "`_committed_at` DateTime64(6, 'UTC')",
            "`_captured_at` DateTime64(6, 'UTC')",
            "`_logged_at` DateTime64(3, 'UTC')",
            "`_landed_at` DateTime64(6, 'UTC') DEFAULT now64(6)",
            "`_rescued` Map(LowCardinality(String), String)");

    /** The names of all of them. */
    static final Set<String> METADATA_NAMES = Stream.of(METADATA, KEYLESS_METADATA)
            .flatMap(List::stream)
            .map(TableDdl::name)
            .collect(Collectors.toUnmodifiableSet());

    /**
     * The position of a change in the source's WAL, and which half of an update a row is. Not the version: only the WAL
     * position never varies.
     */
    static final String KEYLESS_ORDER = "(`_lsn`, `_xid`, `_ordinal`, `_sign`)";

    private TableDdl() {}

    public static String createDatabase(String database) {
        return "CREATE DATABASE IF NOT EXISTS " + Identifiers.quote(database);
    }

    public static String createStorage(TableNames names, WarehouseTable table, Durability durability) {
        String engine = table.isKeyed()
                ? "ReplacingMergeTree(`_version`, `_deleted`) ORDER BY " + quoted(table.key())
                : "ReplacingMergeTree ORDER BY " + KEYLESS_ORDER;
        return "CREATE TABLE IF NOT EXISTS " + names.storage() + columns(table) + "ENGINE = " + engine + "\n"
                + "SETTINGS " + durability.tableSettings()
                + (names.sharded() ? "" : "\nCOMMENT " + Identifiers.literal(OriginText.of(table)));
    }

    private static String columns(WarehouseTable table) {
        String columns = table.columns().stream()
                .map(column -> "    " + definition(column) + ",\n")
                .collect(Collectors.joining());
        String metadata = metadataDefinitions(table).stream()
                .map(column -> "    " + column)
                .collect(Collectors.joining(",\n"));
        return "\n(\n" + columns + metadata + "\n)\n";
    }

    /** The table that shows the rows of all shards; its comment shows what storage mirrors. */
    static String createDistributed(TableNames names, WarehouseTable table, Cluster cluster) {
        return "CREATE TABLE IF NOT EXISTS " + distributed(names, table, cluster);
    }

    /** The same in place of one with another key, or for another table. */
    static String replaceDistributed(TableNames names, WarehouseTable table, Cluster cluster) {
        return "CREATE OR REPLACE TABLE " + distributed(names, table, cluster);
    }

    private static String distributed(TableNames names, WarehouseTable table, Cluster cluster) {
        return names.rows() + columns(table) + "ENGINE = "
                + cluster.distributed(names.storageDatabase(), names.storageName(), shardingKey(table)) + "\nCOMMENT "
                + Identifiers.literal(OriginText.of(table));
    }

    /** On which shard a row is: that of its key, whose versions replace each other; without a key, of where its change stands. */
    static String shardingKey(WarehouseTable table) {
        return table.isKeyed()
                ? "cityHash64(" + new RowKeys(table).columns() + ")"
                : "cityHash64(`_lsn`, `_xid`, `_ordinal`)";
    }

    /** The metadata columns of a table as they stand in DDL. */
    static List<String> metadataDefinitions(WarehouseTable table) {
        return table.isKeyed() ? METADATA : KEYLESS_METADATA;
    }

    /** Their names. */
    static List<String> metadata(WarehouseTable table) {
        return metadataDefinitions(table).stream().map(TableDdl::name).toList();
    }

    private static String name(String definition) {
        return definition.substring(1, definition.indexOf('`', 1));
    }

    static String quoted(List<String> columns) {
        return columns.stream().map(Identifiers::quote).collect(Collectors.joining(", ", "(", ")"));
    }

    /** One statement for the alterations of the methods below. */
    public static String alter(TableNames names, List<String> commands) {
        return "ALTER TABLE " + names.storage() + " " + String.join(", ", commands);
    }

    /**
     * The same of the table that shows all shards; of its comment, too.
     *
     * @see #commentTable
     */
    static String alterAll(TableNames names, List<String> commands) {
        return "ALTER TABLE " + names.rows() + " " + String.join(", ", commands);
    }

    public static String addColumn(WarehouseColumn column) {
        return "ADD COLUMN IF NOT EXISTS " + definition(column);
    }

    /** Sets the column's type; rows that are there keep their values. */
    public static String modifyColumn(WarehouseColumn column) {
        return "MODIFY COLUMN " + Identifiers.quote(column.name()) + " "
                + column.type().sql();
    }

    public static String commentColumn(WarehouseColumn column) {
        return "COMMENT COLUMN " + Identifiers.quote(column.name()) + " " + comment(column);
    }

    public static String commentTable(WarehouseTable table) {
        return "MODIFY COMMENT " + Identifiers.literal(OriginText.of(table));
    }

    /** Whether a command is {@link #commentTable}: a replicated table keeps that on one replica alone. */
    static boolean isComment(String command) {
        return command.startsWith("MODIFY COMMENT ");
    }

    /**
     * A column that takes over from another one: rows that are there show the cast of the other's value, or NULL or zero where
     * it does not fit.
     */
    public static String replaceColumn(WarehouseColumn before, WarehouseColumn after) {
        String value = castable(before.type()) && castable(after.type())
                ? " DEFAULT " + cast(Identifiers.quote(before.name()), before.type(), after.type())
                : "";
        return "ADD COLUMN IF NOT EXISTS " + Identifiers.quote(after.name()) + " "
                + after.type().sql() + value + " COMMENT " + comment(after) + codec(after);
    }

    /** The value in another type, or NULL or zero where it does not fit. */
    static String cast(String value, WarehouseType from, WarehouseType to) {
        boolean nullable = TypeMapping.nullable(to).equals(to);
        boolean arrays = bare(from) instanceof WarehouseType.Array && bare(to) instanceof WarehouseType.Array;
        if (!arrays && !(castable(from) && castable(to))) {
            return nullable ? "NULL" : "defaultValueOfTypeName(" + Identifiers.literal(to.sql()) + ")";
        }
        String function = nullable ? "accurateCastOrNull" : "accurateCastOrDefault";
        // ClickHouse refuses some pairs of types whatever the value; text it takes for all of them.
        boolean byText =
                isUuid(from) != isUuid(to) || (isDecimal(from) && isTime(to)) || (isTime(from) && isDecimal(to));
        return function + "(" + (byText ? "toString(" + value + ")" : value) + ", "
                + Identifiers.literal(bare(to).sql()) + ")";
    }

    /** The value of a key as the text that {@link io.millrace.core.type.text.KeyText} makes of it. */
    static String keyText(String value, WarehouseType from) {
        WarehouseType bare = bare(from);
        if (bare instanceof WarehouseType.DateTime64 time) {
            String text = "toString(" + value + ", 'UTC')";
            return time.precision() == 0 ? text : "replaceRegexpOne(" + text + ", '\\\\.?0+$', '')";
        }
        return bare instanceof WarehouseType.Decimal
                ? "toString(" + value + ")"
                : cast(value, from, WarehouseType.Simple.STRING);
    }

    private static boolean isUuid(WarehouseType type) {
        return bare(type) == WarehouseType.Simple.UUID;
    }

    private static boolean isDecimal(WarehouseType type) {
        return bare(type) instanceof WarehouseType.Decimal;
    }

    private static boolean isTime(WarehouseType type) {
        return bare(type) == WarehouseType.Simple.DATE32 || bare(type) instanceof WarehouseType.DateTime64;
    }

    private static WarehouseType bare(WarehouseType type) {
        return type instanceof WarehouseType.Nullable inner ? inner.of() : type;
    }

    private static boolean castable(WarehouseType type) {
        WarehouseType bare = bare(type);
        return (bare instanceof WarehouseType.Simple && bare != WarehouseType.Simple.JSON)
                || bare instanceof WarehouseType.Decimal
                || bare instanceof WarehouseType.DateTime64;
    }

    /** The current rows: the source's columns and nothing else, and no row from before the last truncation. */
    public static String replaceView(TableNames names, WarehouseTable table, RowBounds bounds) {
        return "CREATE OR REPLACE VIEW " + names.view() + " AS " + select(names, table, bounds) + "\nCOMMENT "
                + Identifiers.literal(fingerprint(names, table, bounds));
    }

    /** The view's comment: differs where anything differs that the view shows. */
    public static String fingerprint(TableNames names, WarehouseTable table, RowBounds bounds) {
        try {
            byte[] text = (select(names, table, bounds) + table.shown()).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return "millrace " + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Columns are qualified as soon as one has another name than its source's: an alias would hide a column of its name. */
    private static String select(TableNames names, WarehouseTable table, RowBounds bounds) {
        if (table.kind() == TableKind.MULTISET) {
            return MultisetView.select(names, table, bounds.keyless(alias(table, "s") + ".", names));
        }
        boolean plain = table.shown().stream()
                .allMatch(column -> column.name().equals(column.origin().name()));
        String alias = alias(table, "s");
        String qualifier = plain ? "" : alias + ".";
        String list = table.shown().stream()
                .map(column -> "    " + shown(qualifier, column))
                .collect(Collectors.joining(",\n"));
        return "SELECT\n" + list + "\nFROM " + names.rows() + (plain ? "" : " AS " + alias) + " FINAL"
                + where(names, table, bounds, qualifier);
    }

    /** Nothing where no truncation has hidden a row: a condition on the version would read that column with every query. */
    private static String where(TableNames names, WarehouseTable table, RowBounds bounds, String qualifier) {
        if (!table.isKeyed()) {
            return "\nWHERE " + qualifier + "`_sign` > 0 AND " + bounds.keyless(qualifier, names);
        }
        return bounds.truncatedBelow().signum() == 0 ? "" : "\nWHERE " + bounds.keyed(qualifier);
    }

    /**
     * A name in a query that no column of a table has, in storage or in the source: ClickHouse would take {@code s.x} for the
     * path {@code x} in a JSON column {@code s}.
     */
    static String alias(WarehouseTable table, String wanted) {
        String alias = wanted;
        while (hasColumn(table, alias)) {
            alias += "_";
        }
        return alias;
    }

    private static boolean hasColumn(WarehouseTable table, String name) {
        return table.columns().stream()
                .anyMatch(column ->
                        column.name().equals(name) || column.origin().name().equals(name));
    }

    /**
     * A column stays Nullable when the source sets NOT NULL: a row of an older shape that holds NULL must not show as zero,
     * as it would under a cast.
     */
    private static String shown(String qualifier, WarehouseColumn column) {
        String value = qualifier + Identifiers.quote(column.name());
        return qualifier.isEmpty()
                ? value
                : value + " AS " + Identifiers.quote(column.origin().name());
    }

    public static String dropView(TableNames names) {
        return "DROP VIEW IF EXISTS " + names.view();
    }

    /** Frees the space of rows that a truncation has hidden; the mutation runs in the background. */
    public static String deleteTruncated(TableNames names, WarehouseTable table, RowBounds bounds) {
        return "ALTER TABLE " + names.storage() + " DELETE WHERE " + ended(table, bounds);
    }

    /** Returns a row if there is any that {@link #deleteTruncated} would delete. */
    static String anyTruncated(TableNames names, WarehouseTable table, RowBounds bounds) {
        return "SELECT 1 AS `any` FROM " + names.rows() + " WHERE " + ended(table, bounds) + " LIMIT 1";
    }

    private static String ended(WarehouseTable table, RowBounds bounds) {
        return table.isKeyed() ? "`_version` < toUInt128('" + bounds.truncatedBelow() + "')" : bounds.ended();
    }

    static String definition(WarehouseColumn column) {
        String value = MissingValue.of(column)
                .map(missing -> " DEFAULT " + KeyLiteral.constant(missing, column.type()))
                .orElse("");
        return Identifiers.quote(column.name()) + " " + column.type().sql() + value + " COMMENT " + comment(column)
                + codec(column);
    }

    /** Documents are large and similar. */
    private static String codec(WarehouseColumn column) {
        boolean document =
                column.origin().type().equals("json") || column.origin().type().equals("jsonb");
        return document && bare(column.type()) == WarehouseType.Simple.STRING ? " CODEC(ZSTD(3))" : "";
    }

    private static String comment(WarehouseColumn column) {
        return Identifiers.literal(OriginText.of(column.origin()));
    }
}
