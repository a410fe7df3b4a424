package io.millrace.clickhouse.bookkeeping.schema;

import java.util.List;

/** What was asked of controller and ops. {@code %s} stands for the settings of tables whose rows must not be lost. */
final class ControlTables {
    static final String CONTROL_REQUESTS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`control_requests`
            (
                `source` String COMMENT 'name of the source',
                `id` String COMMENT 'identity of the request',
                `kind` LowCardinality(String) COMMENT 'resync, verify, repair, pause, resume or partitions',
                `tables` Array(String) COMMENT 'as asked for; once it runs, schema.table of each table',
                `where` String COMMENT 'condition of a resync, empty for all rows',
                `reason` String COMMENT 'why it was asked for',
                `options` String COMMENT 'further options, a JSON object',
                `asked_by` String COMMENT 'who asked',
                `asked_at` DateTime64(3, 'UTC') COMMENT 'when it was asked for',
                `state` LowCardinality(String) COMMENT 'queued, running, done or failed',
                `detail` String COMMENT 'progress, or what it waits for',
                `error` String COMMENT 'why it failed, with advice',
                `loads` Array(String) COMMENT 'ids in loads, of a resync that runs',
                `started_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when it began to run',
                `ended_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'when it was done or failed',
                `number` UInt64 COMMENT 'order of its states; the highest counts',
                `at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written'
            )
            ENGINE = ReplacingMergeTree(`number`) ORDER BY (`source`, `id`)
            SETTINGS %s
            COMMENT 'Requests of the control topic and their states. Written by the controller'""";

    static final String VERIFICATION_DIFFERENCES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`verification_differences`
            (
                `source` String COMMENT 'name of the source',
                `request` String COMMENT 'id of the control request',
                `source_table` String COMMENT 'schema.table in the source',
                `ordinal` UInt32 COMMENT 'order of the differences of a table, from 0',
                `key` String COMMENT 'key of the row as JSON; the row itself if the table has no key',
                `kind` LowCardinality(String) COMMENT 'missing-in-warehouse, not-in-source or differs',
                `columns` Array(String) COMMENT 'columns that differ',
                `source_row` String COMMENT 'the row in the source, a JSON object or null',
                `warehouse_row` String COMMENT 'the row in the warehouse, a JSON object or null',
                `at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written'
            )
            ENGINE = ReplacingMergeTree(`at`) ORDER BY (`source`, `request`, `source_table`, `ordinal`)
            TTL toDateTime(`at`) + INTERVAL 30 DAY
            SETTINGS old_parts_lifetime = 60
            COMMENT 'Rows that differed in requested verifications, at most 10,000 a table and run. Written by the controller'""";

    static final String AUDIT = """
            CREATE TABLE IF NOT EXISTS `millrace`.`audit`
            (
                `source` String COMMENT 'name of the source',
                `id` String COMMENT 'identity of the request',
                `kind` LowCardinality(String) COMMENT 'what was asked for',
                `tables` Array(String) COMMENT 'as asked for',
                `where` String COMMENT 'condition of a resync',
                `note` String COMMENT 'reason, or the text of a query',
                `asked_by` String COMMENT 'who asked',
                `asked_at` DateTime64(3, 'UTC') COMMENT 'when',
                `fingerprint` String COMMENT 'digest of the request, by which a repeated one is known',
                `outcome` LowCardinality(String) COMMENT 'whether it was passed on',
                `detail` String COMMENT 'why it was not',
                `number` UInt64 COMMENT 'order of its rows; the highest counts',
                `at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written'
            )
            ENGINE = ReplacingMergeTree(`number`) ORDER BY (`source`, `id`)
            SETTINGS %s
            COMMENT 'Who asked for what by the HTTP API, written before it is carried out. Written by ops'""";

    static final String OPS_LEASES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`ops_leases`
            (
                `source` String COMMENT 'name of the source',
                `term` UInt64 COMMENT 'the highest term has the lease',
                `owner` String COMMENT 'process and machine',
                `since` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when the term began',
                `seen` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when its owner renewed it',
                `released` Bool DEFAULT 0 COMMENT 'whether its owner has given it up'
            )
            ENGINE = ReplacingMergeTree(`seen`) ORDER BY (`source`, `term`, `owner`)
            TTL toDateTime(`seen`) + INTERVAL 7 DAY
            SETTINGS old_parts_lifetime = 60
            COMMENT 'Which of several ops processes samples, judges alerts and sends webhooks. Written by ops'""";

    static final List<String> ALL = List.of(CONTROL_REQUESTS, VERIFICATION_DIFFERENCES, AUDIT, OPS_LEASES);

    private ControlTables() {}
}
