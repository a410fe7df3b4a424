package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.Durability;
import io.millrace.clickhouse.client.Identifiers;
import java.util.List;

/**
 * The DDL of the database {@code millrace}. Every statement can run again and from several processes at once. Several sources
 * share its tables, so every key and every query begins with the source.
 *
 * <p>What must never be lost (progress, dead letters, schema changes, truncations, tables) has no TTL; samples go after seven days.
 *
 * <p>When a row is durable follows from {@link Durability}. With {@link Durability#GROUP} a power cut may take what was written since
 * the last sync, and for each table one of these makes that harmless:
 * <ul>
 *   <li>What the pipeline writes before progress passes its cause is synced before that progress is written, or else written again
 *       when the changes are read again: rows of storage and history, {@code dead_letters}, actions {@code landed} and
 *       {@code failed}, {@code schema_changes}, {@code tables}, {@code truncations}, {@code snapshots}.
 *   <li>{@code progress} itself may fall back: changes are read again, to the same effect.
 *   <li>What others rely on at once, and nobody would write again, is synced by who writes it: {@code eras}, {@code logs},
 *       {@code pipelines}, {@code audit}, and what a person did about dead letters.
 *   <li>What may fall back by seconds: {@code alerts} and {@code alert_deliveries} (judged again, delivered again),
 *       {@code verifications} and their differences, {@code loads}, {@code control_requests} and {@code duties} (made again), {@code misfits}, {@code latency} and samples (statistics).
 * </ul>
 */
public final class Bookkeeping {
    public static final String DATABASE = "millrace";

    private static final String SAMPLE = "old_parts_lifetime = 60";

    /** Progress of the logs of now: a pipeline that was superseded can have recorded some of another one. */
    private static final String CURRENT_PROGRESS = """
            CREATE OR REPLACE VIEW `millrace`.`current_progress` AS
            SELECT * FROM `millrace`.`progress` FINAL
            WHERE `log` = '' OR (`source`, `topic`, `log`) IN
            (
                SELECT `source`, `topic`, argMax(`log`, (`number`, `since`)) FROM `millrace`.`logs` GROUP BY `source`, `topic`
            )""";

    private Bookkeeping() {}

    /**
     * Creates what is missing.
     *
     * @param source the source's name, whose rows those are that an earlier build wrote without one
     */
    public static void prepare(ClickHouseClient client, String source) {
        Durability durability = client.durability();
        List<String> statements = statements(durability);
        new SourceKeys(client, source).addTo(statements);
        statements.forEach(client::execute);
        if (durability == Durability.GROUP) {
            syncByGroup(client);
        }
    }

    /** Tables of earlier builds synced each insert. */
    private static void syncByGroup(ClickHouseClient client) {
        client.query("""
                        SELECT `database`, `name` FROM `system`.`tables`
                        WHERE `engine` LIKE '%MergeTree' AND `create_table_query` LIKE '%fsync_after_insert = 1%'""")
                .forEach(
                        row -> client.execute("ALTER TABLE " + Identifiers.quote(row.text("database"), row.text("name"))
                                + " RESET SETTING fsync_after_insert, fsync_part_directory"));
    }

    /** The statements that create what is missing, in order. */
    static List<String> statements(Durability durability) {
        String durable = durability.tableSettings();
        return List.of(
                "CREATE DATABASE IF NOT EXISTS `millrace`",
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`progress`
                (
                    `source` String,
                    `topic` String,
                    `partition` UInt32,
                    `next_offset` UInt64,
                    `lsn` UInt64,
                    `committed_at` DateTime64(6, 'UTC'),
                    `recorded_at` DateTime64(6, 'UTC') DEFAULT now64(6),
                    `logged_at` DateTime64(3, 'UTC'),
                    `log` String
                )
                ENGINE = ReplacingMergeTree(`next_offset`) ORDER BY (`source`, `topic`, `partition`, `log`)
                SETTINGS %s""".formatted(durable),
                "ALTER TABLE `millrace`.`progress` ADD COLUMN IF NOT EXISTS `logged_at` DateTime64(3, 'UTC')",
                // Of an earlier build: only a column that is new can join the key.
                "ALTER TABLE `millrace`.`progress` ADD COLUMN IF NOT EXISTS `log` String,"
                        + " MODIFY ORDER BY (`source`, `topic`, `partition`, `log`)",
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`logs`
                (
                    `source` String,
                    `topic` String,
                    `log` String,
                    `since` DateTime64(6, 'UTC') DEFAULT now64(6),
                    `reason` String
                )
                ENGINE = ReplacingMergeTree ORDER BY (`source`, `topic`, `log`)
                SETTINGS %s""".formatted(durable),
                "ALTER TABLE `millrace`.`logs` ADD COLUMN IF NOT EXISTS `number` UInt64",
                CURRENT_PROGRESS,
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`pipelines`
                (
                    `source` String,
                    `term` UInt64,
                    `owner` String,
                    `since` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree ORDER BY (`source`, `term`, `owner`)
                SETTINGS %s""".formatted(durable),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`eras`
                (
                    `source` String,
                    `era` UInt8,
                    `request` String,
                    `since` DateTime64(6, 'UTC') DEFAULT now64(6),
                    `reason` String
                )
                ENGINE = ReplacingMergeTree ORDER BY (`source`, `era`, `request`)
                SETTINGS %s""".formatted(durable),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`latency_in`
                (
                    `source` String,
                    `second` DateTime('UTC'),
                    `stage` LowCardinality(String),
                    `micros` UInt64,
                    `count` UInt64
                )
                ENGINE = Null""",
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`latency`
                (
                    `source` String,
                    `second` DateTime('UTC'),
                    `stage` LowCardinality(String),
                    `quantiles` AggregateFunction(quantilesTDigestWeighted(0.5, 0.95, 0.99), UInt64, UInt64),
                    `count` SimpleAggregateFunction(sum, UInt64),
                    `max` SimpleAggregateFunction(max, UInt64)
                )
                ENGINE = AggregatingMergeTree ORDER BY (`source`, `stage`, `second`)
                TTL `second` + INTERVAL 7 DAY
                SETTINGS %s""".formatted(SAMPLE),
                """
                CREATE MATERIALIZED VIEW IF NOT EXISTS `millrace`.`latency_sketch` TO `millrace`.`latency` AS
                SELECT
                    `source`,
                    `second`,
                    `stage`,
                    quantilesTDigestWeightedState(0.5, 0.95, 0.99)(l.`micros`, l.`count`) AS `quantiles`,
                    sum(l.`count`) AS `count`,
                    max(l.`micros`) AS `max`
                FROM `millrace`.`latency_in` AS l
                GROUP BY `source`, `second`, `stage`""",
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`dead_letters`
                (
                    `source` String,
                    `topic` String,
                    `partition` UInt32,
                    `offset` UInt64,
                    `index` UInt32,
                    `logged_at` DateTime64(3, 'UTC'),
                    `code` LowCardinality(String),
                    `reason` String,
                    `advice` String,
                    `source_table` String,
                    `version` UInt128,
                    `key` String,
                    `value` String,
                    `headers` Map(String, String),
                    `recorded_at` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree(`recorded_at`) ORDER BY (`source`, `topic`, `partition`, `offset`, `index`)
                SETTINGS %s""".formatted(durable),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`dead_letter_actions`
                (
                    `source` String,
                    `topic` String,
                    `partition` UInt32,
                    `offset` UInt64,
                    `index` UInt32,
                    `request` String,
                    `action` LowCardinality(String),
                    `at` DateTime64(6, 'UTC') DEFAULT now64(6),
                    `who` String,
                    `via` String,
                    `note` String,
                    `code` LowCardinality(String),
                    `reason` String,
                    `advice` String,
                    `edited` Bool,
                    `key` String,
                    `value` String
                )
                ENGINE = ReplacingMergeTree
                ORDER BY (`source`, `topic`, `partition`, `offset`, `index`, `request`, `action`)
                SETTINGS %s""".formatted(durable),
                "ALTER TABLE `millrace`.`dead_letter_actions` ADD COLUMN IF NOT EXISTS `number` UInt64",
                LettersView.CREATE,
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`schema_changes`
                (
                    `source` String,
                    `source_table` String,
                    `position` UInt128,
                    `kind` LowCardinality(String),
                    `column` String,
                    `before` String,
                    `after` String,
                    `applied` String,
                    `at` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree ORDER BY (`source`, `source_table`, `position`, `kind`, `column`)
                SETTINGS %s""".formatted(durable),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`truncations`
                (
                    `source` String,
                    `source_table` String,
                    `version` UInt128,
                    `xid` UInt64,
                    `at` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree(`version`) ORDER BY (`source`, `source_table`)
                SETTINGS %s""".formatted(durable),
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
                SETTINGS %s""".formatted(durable),
                "ALTER TABLE `millrace`.`tables` ADD COLUMN IF NOT EXISTS `state` LowCardinality(String) DEFAULT 'live'",
                "ALTER TABLE `millrace`.`tables` ADD COLUMN IF NOT EXISTS `detail` String DEFAULT ''",
                "ALTER TABLE `millrace`.`tables` ADD COLUMN IF NOT EXISTS `kind` LowCardinality(String) DEFAULT 'keyed'",
                "ALTER TABLE `millrace`.`tables` ADD COLUMN IF NOT EXISTS `storage_name` String DEFAULT `name` AFTER `storage_database`",
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`snapshots`
                (
                    `source` String,
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
                ENGINE = ReplacingMergeTree ORDER BY (`source`, `source_table`, `xid`)
                SETTINGS %s""".formatted(durable),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`loads`
                (
                    `source` String,
                    `id` String,
                    `source_table` String,
                    `stage` LowCardinality(String),
                    `lsn` UInt64,
                    `since` DateTime64(3, 'UTC'),
                    `reason` String,
                    `detail` String,
                    `at` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree(`at`) ORDER BY (`source`, `id`)
                TTL toDateTime(`at`) + INTERVAL 30 DAY
                SETTINGS %s""".formatted(SAMPLE),
                "ALTER TABLE `millrace`.`loads` ADD COLUMN IF NOT EXISTS `place` UInt32 DEFAULT 0",
                "ALTER TABLE `millrace`.`loads` ADD COLUMN IF NOT EXISTS `seconds_left` Float64 DEFAULT 0",
                LoadTable.WITH_REQUEST,
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`duties`
                (
                    `source` String,
                    `process` LowCardinality(String),
                    `duty` String,
                    `state` LowCardinality(String),
                    `since` DateTime64(3, 'UTC'),
                    `failures` UInt64,
                    `detail` String,
                    `at` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree(`at`) ORDER BY (`source`, `process`, `duty`)
                TTL toDateTime(`at`) + INTERVAL 7 DAY
                SETTINGS %s""".formatted(SAMPLE),
                VerificationTable.CREATE.formatted(durable),
                VerificationTable.NUMBERED,
                VerificationTable.WITH_REQUEST,
                DifferenceTable.CREATE.formatted(SAMPLE),
                ControlRequestTable.CREATE.formatted(durable),
                AlertTable.CREATE.formatted(durable),
                AlertTable.CREATE_DELIVERIES.formatted(durable),
                AlertTable.DELIVERIES_NUMBERED,
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`misfits`
                (
                    `source` String,
                    `minute` DateTime('UTC'),
                    `source_table` String,
                    `column` String,
                    `values` UInt64
                )
                ENGINE = SummingMergeTree(`values`) ORDER BY (`source`, `source_table`, `column`, `minute`)
                TTL `minute` + INTERVAL 30 DAY
                SETTINGS %s""".formatted(SAMPLE),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`audit`
                (
                    `source` String,
                    `id` String,
                    `kind` LowCardinality(String),
                    `tables` Array(String),
                    `where` String,
                    `note` String,
                    `asked_by` String,
                    `asked_at` DateTime64(3, 'UTC'),
                    `fingerprint` String,
                    `outcome` LowCardinality(String),
                    `detail` String,
                    `number` UInt64,
                    `at` DateTime64(6, 'UTC') DEFAULT now64(6)
                )
                ENGINE = ReplacingMergeTree(`number`) ORDER BY (`source`, `id`)
                SETTINGS %s""".formatted(durable),
                """
                CREATE TABLE IF NOT EXISTS `millrace`.`ops_leases`
                (
                    `source` String,
                    `term` UInt64,
                    `owner` String,
                    `since` DateTime64(6, 'UTC') DEFAULT now64(6),
                    `seen` DateTime64(6, 'UTC') DEFAULT now64(6),
                    `released` Bool DEFAULT 0
                )
                ENGINE = ReplacingMergeTree(`seen`) ORDER BY (`source`, `term`, `owner`)
                TTL toDateTime(`seen`) + INTERVAL 7 DAY
                SETTINGS %s""".formatted(SAMPLE),
                // merge() wants a table at least.
                """
                CREATE VIEW IF NOT EXISTS `millrace`.`rescued_` AS
                SELECT '' AS `source`, '' AS `source_table`, map('', '') AS `key`, '' AS `column`, '' AS `value` WHERE 0""",
                """
                CREATE OR REPLACE VIEW `millrace`.`rescued` AS
                SELECT `source`, `source_table`, `key`, `column`, `value` FROM merge('millrace', '^rescued_')""",
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
                            `lag_bytes` Int64,
                            `safe_bytes` Nullable(Int64)""", "`slot`"),
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
                    `source` String,
                    `at` DateTime64(3, 'UTC'),
                %s
                )
                ENGINE = MergeTree ORDER BY (`source`, %s, `at`)
                TTL toDateTime(`at`) + INTERVAL 7 DAY
                SETTINGS %s""".formatted(table, columns.indent(4).stripTrailing(), key, SAMPLE);
    }
}
