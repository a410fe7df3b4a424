package io.millrace.clickhouse.bookkeeping.schema;

import java.util.List;

/** Dead letters and rescued values. {@code %s} stands for the settings of tables whose rows must not be lost. */
final class RejectedTables {
    static final String DEAD_LETTERS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`dead_letter_records`
            (
                `source` String COMMENT 'name of the source',
                `topic` String COMMENT 'topic of the record',
                `partition` UInt32 COMMENT 'its partition',
                `offset` UInt64 COMMENT 'its offset',
                `index` UInt32 COMMENT 'place of the change in the record, from 0',
                `logged_at` DateTime64(3, 'UTC') COMMENT 'when Kafka appended the record',
                `code` LowCardinality(String) COMMENT 'error code, see errors.md',
                `reason` String COMMENT 'what happened',
                `advice` String COMMENT 'what to do',
                `source_table` String COMMENT 'schema.table in the source; empty if unknown',
                `version` UInt128 COMMENT 'version of the change; 0 if unknown',
                `key` String COMMENT 'key of the record, as its bytes',
                `value` String COMMENT 'value of the record, as its bytes',
                `headers` Map(String, String) COMMENT 'headers of the record',
                `recorded_at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written'
            )
            ENGINE = ReplacingMergeTree(`recorded_at`) ORDER BY (`source`, `topic`, `partition`, `offset`, `index`)
            SETTINGS %s
            COMMENT 'Changes that could not land. Written by the pipeline'""";

    static final String DEAD_LETTER_ACTIONS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`dead_letter_actions`
            (
                `source` String COMMENT 'name of the source',
                `topic` String COMMENT 'topic of the record',
                `partition` UInt32 COMMENT 'its partition',
                `offset` UInt64 COMMENT 'its offset',
                `index` UInt32 COMMENT 'place of the change in the record, from 0',
                `request` String COMMENT 'identity of the request',
                `action` LowCardinality(String) COMMENT 'replay, discard, landed or failed',
                `at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written',
                `who` String COMMENT 'who asked for it',
                `via` String COMMENT 'by which client',
                `note` String COMMENT 'their comment',
                `code` LowCardinality(String) COMMENT 'error code of a failed replay',
                `reason` String COMMENT 'why a replay failed',
                `advice` String COMMENT 'what to do',
                `edited` Bool COMMENT 'whether the record was edited before its replay',
                `key` String COMMENT 'key that was replayed, if edited',
                `value` String COMMENT 'value that was replayed, if edited',
                `number` UInt64 COMMENT 'order of actions; clocks decide nothing'
            )
            ENGINE = ReplacingMergeTree
            ORDER BY (`source`, `topic`, `partition`, `offset`, `index`, `request`, `action`)
            SETTINGS %s
            COMMENT 'What was done about dead letters, and the result. Written by ops and the pipeline; rows are only added'""";

    /** Code and reason are those of the last attempt; the highest number decides which action is the last one, not a clock. */
    static final String DEAD_LETTER_STATES = """
            CREATE OR REPLACE VIEW `millrace`.`dead_letters` AS
            SELECT
                l.`source` AS `source`,
                l.`topic` AS `topic`,
                l.`partition` AS `partition`,
                l.`offset` AS `offset`,
                l.`index` AS `index`,
                l.`logged_at` AS `logged_at`,
                l.`recorded_at` AS `recorded_at`,
                if(a.`code` = '', l.`code`, a.`code`) AS `code`,
                if(a.`reason` = '', l.`reason`, a.`reason`) AS `reason`,
                if(a.`reason` = '', l.`advice`, a.`advice`) AS `advice`,
                l.`source_table` AS `source_table`,
                l.`version` AS `version`,
                l.`key` AS `key`,
                l.`value` AS `value`,
                l.`headers` AS `headers`,
                multiIf(a.`last` = 'replay', 'replayed', a.`last` = 'landed', 'resolved', a.`last` = 'discard', 'discarded', 'open') AS `status`,
                a.`attempts` AS `attempts`,
                greatest(l.`recorded_at`, a.`acted_at`) AS `acted_at`
            FROM (SELECT * FROM `millrace`.`dead_letter_records` FINAL) AS l
            LEFT JOIN
            (
                SELECT
                    `source`, `topic`, `partition`, `offset`, `index`,
                    argMax(`action`, (d.`number`, d.`at`)) AS `last`,
                    max(d.`at`) AS `acted_at`,
                    uniqExactIf(`request`, `action` = 'replay') AS `attempts`,
                    argMaxIf(d.`code`, (d.`number`, d.`at`), `action` = 'failed') AS `code`,
                    argMaxIf(d.`reason`, (d.`number`, d.`at`), `action` = 'failed') AS `reason`,
                    argMaxIf(d.`advice`, (d.`number`, d.`at`), `action` = 'failed') AS `advice`
                FROM `millrace`.`dead_letter_actions` AS d FINAL
                GROUP BY `source`, `topic`, `partition`, `offset`, `index`
            ) AS a ON l.`source` = a.`source` AND l.`topic` = a.`topic` AND l.`partition` = a.`partition` AND l.`offset` = a.`offset`
                AND l.`index` = a.`index`
            COMMENT 'Each dead letter with its status: open, replayed, resolved or discarded'""";

    static final String RESCUE_COUNTS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`rescue_counts`
            (
                `source` String COMMENT 'name of the source',
                `minute` DateTime('UTC') COMMENT 'when the values were written',
                `source_table` String COMMENT 'schema.table in the source',
                `column` String COMMENT 'column in the source',
                `values` UInt64 COMMENT 'number of values whose exact text was rescued'
            )
            ENGINE = SummingMergeTree(`values`) ORDER BY (`source`, `source_table`, `column`, `minute`)
            TTL `minute` + INTERVAL 30 DAY
            SETTINGS old_parts_lifetime = 60
            COMMENT 'How many values were rescued, by minute and column; a repeated write counts twice. Written by the pipeline'""";

    /** merge() needs one table at least. */
    static final String RESCUED_NONE = """
            CREATE VIEW IF NOT EXISTS `millrace`.`rescued_` AS
            SELECT '' AS `source`, '' AS `source_table`, map('', '') AS `key`, '' AS `column`, '' AS `value` WHERE 0
            COMMENT 'Empty; the views rescued_<table> beside it have the rescued values of single tables'""";

    /** Without its alias, COMMENT would be one. */
    static final String RESCUED = """
            CREATE OR REPLACE VIEW `millrace`.`rescued` AS
            SELECT `source`, `source_table`, `key`, `column`, `value` FROM merge('millrace', '^rescued_') AS r
            COMMENT 'Exact source text of each value that its column cannot hold, with the key of its row'""";

    static final List<String> ALL =
            List.of(DEAD_LETTERS, DEAD_LETTER_ACTIONS, DEAD_LETTER_STATES, RESCUE_COUNTS, RESCUED_NONE, RESCUED);

    private RejectedTables() {}
}
