package io.millrace.clickhouse.bookkeeping;

/** {@code millrace.letters}: each dead letter with its state. */
final class LettersView {
    /** Code and reason are those of the last attempt; which action is the last one its number says, not a clock. */
    static final String CREATE = """
            CREATE OR REPLACE VIEW `millrace`.`letters` AS
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
            FROM (SELECT * FROM `millrace`.`dead_letters` FINAL) AS l
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
                AND l.`index` = a.`index`""";

    private LettersView() {}
}
