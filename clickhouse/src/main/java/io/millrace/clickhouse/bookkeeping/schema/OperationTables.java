package io.millrace.clickhouse.bookkeeping.schema;

import java.util.List;

/** Alerts, duties and samples. {@code %s} stands for the settings of tables whose rows must not be lost. */
final class OperationTables {
    static final String ALERTS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`alerts`
            (
                `source` String COMMENT 'name of the source',
                `rule` LowCardinality(String) COMMENT 'the rule, see alerts.md',
                `subject` String COMMENT 'table, service or disk; empty for the whole',
                `since` DateTime64(3, 'UTC') COMMENT 'when its condition began to hold',
                `severity` LowCardinality(String) COMMENT 'info, warning or critical',
                `resolved_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when its condition ended; NULL while it fires',
                `value` Float64 COMMENT 'latest number that made it fire, in the unit of the rule',
                `threshold` Float64 COMMENT 'limit of the number',
                `reason` String COMMENT 'what happened, with the numbers',
                `advice` String COMMENT 'what to do',
                `written_at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written; the latest row of an alert counts'
            )
            ENGINE = ReplacingMergeTree(`written_at`) ORDER BY (`source`, `rule`, `subject`, `since`)
            SETTINGS %s
            COMMENT 'Alerts, firing and resolved. Written by ops'""";

    static final String ALERT_DELIVERIES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`alert_deliveries`
            (
                `source` String COMMENT 'name of the source',
                `rule` LowCardinality(String) COMMENT 'rule of the alert',
                `subject` String COMMENT 'subject of the alert',
                `since` DateTime64(3, 'UTC') COMMENT 'when the alert began',
                `event` LowCardinality(String) COMMENT 'firing or resolved',
                `webhook` LowCardinality(String) COMMENT 'format, host and fingerprint of the receiver',
                `at` DateTime64(3, 'UTC') COMMENT 'when this was so',
                `outcome` LowCardinality(String) COMMENT 'waiting, delivered or given_up',
                `attempts` UInt32 COMMENT 'number of attempts',
                `detail` String COMMENT 'why it was given up',
                `number` UInt64 COMMENT 'order of attempts; clocks decide nothing'
            )
            ENGINE = ReplacingMergeTree(`at`) ORDER BY (`source`, `rule`, `subject`, `since`, `event`, `webhook`, `number`)
            SETTINGS %s
            COMMENT 'Messages about alerts to webhooks. Written by ops'""";

    static final String DUTIES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`duties`
            (
                `source` String COMMENT 'name of the source',
                `process` LowCardinality(String) COMMENT 'controller or ops',
                `duty` String COMMENT 'name of the loop',
                `state` LowCardinality(String) COMMENT 'working or failing',
                `since` DateTime64(3, 'UTC') COMMENT 'since when',
                `failures` UInt64 COMMENT 'failures since the process started',
                `detail` String COMMENT 'why it fails',
                `at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written'
            )
            ENGINE = ReplacingMergeTree(`at`) ORDER BY (`source`, `process`, `duty`)
            TTL toDateTime(`at`) + INTERVAL 7 DAY
            SETTINGS old_parts_lifetime = 60
            COMMENT 'State of the loops of controller and ops, repeated every 20 s. Written by each process for its own'""";

    static final String SERVICE_SAMPLES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`service_samples`
            (
                `source` String COMMENT 'name of the source',
                `at` DateTime64(3, 'UTC') COMMENT 'when the sample was taken',
                `service` LowCardinality(String) COMMENT 'name of the service',
                `state` LowCardinality(String) COMMENT 'up, degraded or down',
                `detail` String COMMENT 'why it is not up',
                `response_ms` Float64 COMMENT 'time of its answer in milliseconds'
            )
            ENGINE = MergeTree ORDER BY (`source`, `service`, `at`)
            TTL toDateTime(`at`) + INTERVAL 7 DAY
            SETTINGS old_parts_lifetime = 60
            COMMENT 'State of each service. Written by ops'""";

    static final String SLOT_SAMPLES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`slot_samples`
            (
                `source` String COMMENT 'name of the source',
                `at` DateTime64(3, 'UTC') COMMENT 'when the sample was taken',
                `slot` String COMMENT 'name of the replication slot',
                `active` Bool COMMENT 'whether a connector reads it',
                `wal_status` LowCardinality(String) COMMENT 'pg_replication_slots.wal_status',
                `restart_lsn` UInt64 COMMENT 'from where the source keeps WAL',
                `confirmed_flush_lsn` UInt64 COMMENT 'up to where the connector has confirmed',
                `current_lsn` UInt64 COMMENT 'where the source writes',
                `retained_bytes` Int64 COMMENT 'WAL kept for the slot',
                `lag_bytes` Int64 COMMENT 'WAL that the connector has not confirmed',
                `safe_bytes` Nullable(Int64) COMMENT 'WAL that can be written before the slot loses some; NULL without a limit'
            )
            ENGINE = MergeTree ORDER BY (`source`, `slot`, `at`)
            TTL toDateTime(`at`) + INTERVAL 7 DAY
            SETTINGS old_parts_lifetime = 60
            COMMENT 'State of the replication slot. Written by ops'""";

    static final String SOURCE_SAMPLES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`source_samples`
            (
                `source` String COMMENT 'name of the source',
                `at` DateTime64(3, 'UTC') COMMENT 'when the sample was taken',
                `source_table` String COMMENT 'schema.table in the source',
                `rows` Int64 COMMENT 'rows in the source',
                `exact` Bool COMMENT 'whether they were counted; else an estimate of Postgres'
            )
            ENGINE = MergeTree ORDER BY (`source`, `source_table`, `at`)
            TTL toDateTime(`at`) + INTERVAL 7 DAY
            SETTINGS old_parts_lifetime = 60
            COMMENT 'Rows of the source''s tables. Written by ops'""";

    static final String LOG_SAMPLES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`log_samples`
            (
                `source` String COMMENT 'name of the source',
                `at` DateTime64(3, 'UTC') COMMENT 'when the sample was taken',
                `topic` String COMMENT 'topic of the change stream',
                `partition` UInt32 COMMENT 'its partition',
                `end_offset` UInt64 COMMENT 'offset of the next record'
            )
            ENGINE = MergeTree ORDER BY (`source`, `topic`, `partition`, `at`)
            TTL toDateTime(`at`) + INTERVAL 7 DAY
            SETTINGS old_parts_lifetime = 60
            COMMENT 'Ends of the change stream. Written by ops'""";

    static final List<String> ALL =
            List.of(ALERTS, ALERT_DELIVERIES, DUTIES, SERVICE_SAMPLES, SLOT_SAMPLES, SOURCE_SAMPLES, LOG_SAMPLES);

    private OperationTables() {}
}
