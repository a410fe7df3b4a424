package io.millrace.clickhouse.bookkeeping.schema;

import java.util.List;

/**
 * What is recorded of mirrored tables: names, schema, loads, comparisons. {@code %s} stands for the settings of tables whose rows
 * must not be lost.
 */
final class MirrorTables {
    static final String TABLES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`tables`
            (
                `source` String COMMENT 'name of the source',
                `source_table` String COMMENT 'schema.table in the source',
                `view_database` String COMMENT 'database of the view',
                `storage_database` String COMMENT 'database of the storage table',
                `storage_name` String DEFAULT `name` COMMENT 'name of the storage table, which keeps it when the source renames the table; of a cluster, of the one that shows all shards',
                `name` String COMMENT 'name of the view',
                `registered_at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written',
                `state` LowCardinality(String) DEFAULT 'live' COMMENT 'live, paused, renamed or dropped; live and paused tables have a view',
                `detail` String DEFAULT '' COMMENT 'why it is paused, or where its data is',
                `kind` LowCardinality(String) DEFAULT 'keyed' COMMENT 'how rows are identified: keyed, multiset or append-only'
            )
            ENGINE = ReplacingMergeTree ORDER BY (`source`, `source_table`)
            SETTINGS %s
            COMMENT 'The mirrored tables, with their views and storage. Written by the pipeline'""";

    static final String SCHEMA_CHANGES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`schema_changes`
            (
                `source` String COMMENT 'name of the source',
                `source_table` String COMMENT 'schema.table in the source',
                `position` UInt128 COMMENT 'version from which on rows have the new schema',
                `kind` LowCardinality(String) COMMENT 'what changed, such as add-column',
                `column` String COMMENT 'the column, empty for the whole table',
                `before` String COMMENT 'type, name or key before',
                `after` String COMMENT 'type, name or key after',
                `applied` String COMMENT 'what was done in the warehouse',
                `at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written'
            )
            ENGINE = ReplacingMergeTree ORDER BY (`source`, `source_table`, `position`, `kind`, `column`)
            SETTINGS %s
            COMMENT 'Changes of the source''s schema and what was done about them. Written by the pipeline'""";

    static final String TRUNCATIONS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`truncations`
            (
                `source` String COMMENT 'name of the source',
                `source_table` String COMMENT '"oid N", or schema.table if the OID is unknown',
                `version` UInt128 COMMENT 'rows of lower versions do not count',
                `xid` UInt64 COMMENT 'low 32 bits of the transaction, 0 if unknown',
                `at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written'
            )
            ENGINE = ReplacingMergeTree(`version`) ORDER BY (`source`, `source_table`)
            SETTINGS %s
            COMMENT 'The last truncation or load of each table. Written by the pipeline'""";

    static final String SNAPSHOTS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`snapshots`
            (
                `source` String COMMENT 'name of the source',
                `source_table` String COMMENT 'schema.table in the source',
                `oid` UInt64 COMMENT 'pg_class.oid, 0 if unknown',
                `xid` UInt64 COMMENT 'transaction that wrote the mark into the WAL',
                `oldest` UInt64 COMMENT 'xmin of the snapshot',
                `next` UInt64 COMMENT 'xmax of the snapshot',
                `running` Array(UInt64) COMMENT 'transactions in progress for the snapshot',
                `end_lsn` UInt64 COMMENT 'position of the rows of the load',
                `after_lsn` UInt64 COMMENT 'position after which the load began',
                `at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written'
            )
            ENGINE = ReplacingMergeTree ORDER BY (`source`, `source_table`, `xid`)
            SETTINGS %s
            COMMENT 'What the snapshots of loads saw: decides which changes of keyless tables count. Written by the pipeline'""";

    static final String LOADS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`loads`
            (
                `source` String COMMENT 'name of the source',
                `id` String COMMENT 'identity of the load',
                `source_table` String COMMENT 'schema.table in the source',
                `stage` LowCardinality(String) COMMENT 'waiting, reading, read, landed or failed',
                `lsn` UInt64 COMMENT 'position of its rows, 0 before it reads',
                `since` DateTime64(3, 'UTC') COMMENT 'since when it waits or reads',
                `reason` String COMMENT 'why the table is loaded',
                `detail` String COMMENT 'what it waits for, or why it failed',
                `at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written; the latest row of an id counts',
                `place` UInt32 DEFAULT 0 COMMENT 'place in the queue from 1, 0 if it does not wait for its turn',
                `seconds_left` Float64 DEFAULT 0 COMMENT 'estimate until its rows are in the warehouse, 0 if unknown',
                `request` String COMMENT 'id of the control request, empty if nobody asked'
            )
            ENGINE = ReplacingMergeTree(`at`) ORDER BY (`source`, `id`)
            TTL toDateTime(`at`) + INTERVAL 30 DAY
            SETTINGS old_parts_lifetime = 60
            COMMENT 'Progress of initial loads and resyncs. Written by the controller'""";

    static final String VERIFICATIONS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`verifications`
            (
                `source` String COMMENT 'name of the source',
                `source_table` String COMMENT 'schema.table in the source',
                `at` DateTime64(3, 'UTC') COMMENT 'when the comparison ended',
                `equal` Bool COMMENT 'whether no row differs, after repairs if any; false if undecided',
                `source_rows` UInt64 COMMENT 'rows in the source',
                `warehouse_rows` UInt64 COMMENT 'rows of the view',
                `different` UInt64 COMMENT 'rows that differed',
                `undecided` UInt64 COMMENT 'rows that changed each time they were compared',
                `repaired` UInt64 COMMENT 'rows that were repaired',
                `lsn` UInt64 COMMENT 'if equal: all that was committed before this LSN is in the warehouse',
                `seconds` Float64 COMMENT 'duration',
                `source_seconds` Float64 COMMENT 'duration of statements of the source',
                `asked_by` LowCardinality(String) COMMENT 'command, request or background',
                `detail` String COMMENT 'why it is undecided, or what was repaired',
                `number` UInt64 COMMENT 'order of comparisons; clocks decide nothing',
                `request` String COMMENT 'id of the control request, empty in the background',
                `verdict` LowCardinality(String) COMMENT 'equal, different, undecided or not-comparable',
                `reason` String COMMENT 'why it is undecided or cannot be compared',
                `repairs` Array(String) COMMENT 'what was repaired, in sentences',
                `protected` Map(String, String) COMMENT 'columns that source.columns protects, and how'
            )
            ENGINE = ReplacingMergeTree ORDER BY (`source`, `source_table`, `at`, `number`)
            SETTINGS %s
            COMMENT 'Results of comparing tables with their source, one row per table and run. Written by the controller'""";

    static final List<String> ALL = List.of(TABLES, SCHEMA_CHANGES, TRUNCATIONS, SNAPSHOTS, LOADS, VERIFICATIONS);

    private MirrorTables() {}
}
