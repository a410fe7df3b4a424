package io.millrace.clickhouse.bookkeeping;

import java.util.List;

/**
 * The DDL of the database {@code millrace}. Every statement can run again and from several processes at once.
 *
 * <p>What must never be lost (progress, dead letters, schema changes, truncations, tables) has no TTL and is fsynced with
 * each insert; samples go after seven days.
 */
public final class Bookkeeping {
    public static final String DATABASE = "millrace";

    /**
     * An insert that has returned survives a power failure. Merged parts are kept until the kernel has surely written
     * their successor (it does within 35 s), not for the default eight minutes: small inserts make many parts.
     */
    public static final String DURABLE = "fsync_after_insert = 1, fsync_part_directory = 1, old_parts_lifetime = 60";

    private static final String SAMPLE = "old_parts_lifetime = 60";

    private Bookkeeping() {}

    /** The statements that create what is missing, in order. */
    public static List<String> statements() {
        return List.of(
                "CREATE DATABASE IF NOT EXISTS `millrace`",
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`progress`
                (
                    `topic` String,
                    `partition` UInt32,
                    `next_offset` UInt64,
                    `lsn` UInt64,
                    `committed_at` DateTime64(6, 'UTC'),
                    `recorded_at` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree(`next_offset`) ORDER BY (`topic`, `partition`)
                SETTINGS %s""".formatted(DURABLE),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`latency_in`
                (
                    `second` DateTime('UTC'),
                    `stage` LowCardinality(String),
                    `micros` UInt64,
                    `count` UInt64
                )
                ENGINE = Null""",
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`latency`
                (
                    `second` DateTime('UTC'),
                    `stage` LowCardinality(String),
                    `quantiles` AggregateFunction(quantilesTDigestWeighted(0.5, 0.95, 0.99), UInt64, UInt64),
                    `count` SimpleAggregateFunction(sum, UInt64),
                    `max` SimpleAggregateFunction(max, UInt64)
                )
                ENGINE = AggregatingMergeTree ORDER BY (`stage`, `second`)
                TTL `second` + INTERVAL 7 DAY
                SETTINGS %s""".formatted(SAMPLE),
                """
                CREATE MATERIALIZED VIEW IF NOT EXISTS `millrace`.`latency_sketch` TO `millrace`.`latency` AS
                SELECT
                    `second`,
                    `stage`,
                    quantilesTDigestWeightedState(0.5, 0.95, 0.99)(l.`micros`, l.`count`) AS `quantiles`,
                    sum(l.`count`) AS `count`,
                    max(l.`micros`) AS `max`
                FROM `millrace`.`latency_in` AS l
                GROUP BY `second`, `stage`""",
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`dead_letters`
                (
                    `topic` String,
                    `partition` UInt32,
                    `offset` UInt64,
                    `logged_at` DateTime64(3, 'UTC'),
                    `code` LowCardinality(String),
                    `reason` String,
                    `advice` String,
                    `source_table` String,
                    `version` UInt128,
                    `key` String,
                    `value` String,
                    `recorded_at` DateTime64(6, 'UTC') DEFAULT now64(6),
                    `status` LowCardinality(String) DEFAULT 'open'
                )
                ENGINE = ReplacingMergeTree(`recorded_at`) ORDER BY (`topic`, `partition`, `offset`)
                SETTINGS %s""".formatted(DURABLE),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`schema_changes`
                (
                    `source_table` String,
                    `position` UInt128,
                    `kind` LowCardinality(String),
                    `column` String,
                    `before` String,
                    `after` String,
                    `applied` String,
                    `at` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree ORDER BY (`source_table`, `position`, `kind`, `column`)
                SETTINGS %s""".formatted(DURABLE),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`truncations`
                (
                    `source_table` String,
                    `version` UInt128,
                    `at` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree(`version`) ORDER BY `source_table`
                SETTINGS %s""".formatted(DURABLE),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`tables`
                (
                    `source` String,
                    `source_table` String,
                    `view_database` String,
                    `storage_database` String,
                    `name` String,
                    `registered_at` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree ORDER BY (`source`, `source_table`)
                SETTINGS %s""".formatted(DURABLE),
                "ALTER TABLE `millrace`.`tables` ADD COLUMN IF NOT EXISTS `state` LowCardinality(String) DEFAULT 'live'",
                "ALTER TABLE `millrace`.`tables` ADD COLUMN IF NOT EXISTS `detail` String DEFAULT ''",
                "ALTER TABLE `millrace`.`tables` ADD COLUMN IF NOT EXISTS `kind` LowCardinality(String) DEFAULT 'keyed'",
                "ALTER TABLE `millrace`.`truncations` ADD COLUMN IF NOT EXISTS `xid` UInt64",
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`snapshots`
                (
                    `source_table` String,
                    `oid` UInt64,
                    `xid` UInt64,
                    `oldest` UInt64,
                    `next` UInt64,
                    `running` Array(UInt64),
                    `end_lsn` UInt64,
                    `after_lsn` UInt64,
                    `at` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree ORDER BY (`source_table`, `xid`)
                SETTINGS %s""".formatted(DURABLE),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`verifications`
                (
                    `source` String,
                    `source_table` String,
                    `at` DateTime64(3, 'UTC'),
                    `equal` Bool,
                    `source_rows` UInt64,
                    `warehouse_rows` UInt64,
                    `different` UInt64,
                    `undecided` UInt64,
                    `repaired` UInt64,
                    `lsn` UInt64,
                    `seconds` Float64,
                    `source_seconds` Float64,
                    `asked_by` LowCardinality(String),
                    `detail` String
                )
                ENGINE = ReplacingMergeTree ORDER BY (`source`, `source_table`, `at`)
                SETTINGS %s""".formatted(DURABLE),
                samples("service_samples", """
                            `service` LowCardinality(String),
                            `state` LowCardinality(String),
                            `detail` String,
                            `response_ms` Float64""", "`service`"),
                samples("slot_samples", """
                            `slot` String,
                            `active` Bool,
                            `wal_status` LowCardinality(String),
                            `restart_lsn` UInt64,
                            `confirmed_flush_lsn` UInt64,
                            `current_lsn` UInt64,
                            `retained_bytes` Int64,
                            `lag_bytes` Int64""", "`slot`"),
                samples("source_samples", """
                            `source_table` String,
                            `rows` Int64,
                            `exact` Bool""", "`source_table`"),
                samples("log_samples", """
                            `topic` String,
                            `partition` UInt32,
                            `end_offset` UInt64""", "`topic`, `partition`"));
    }

    private static String samples(String table, String columns, String key) {
        return """
                CREATE TABLE IF NOT EXISTS `millrace`.`%s`
                (
                    `at` DateTime64(3, 'UTC'),
                %s
                )
                ENGINE = MergeTree ORDER BY (%s, `at`)
                TTL toDateTime(`at`) + INTERVAL 7 DAY
                SETTINGS %s""".formatted(table, columns.indent(4).stripTrailing(), key, SAMPLE);
    }
}
