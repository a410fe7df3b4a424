package io.millrace.clickhouse.bookkeeping.schema;

import java.util.List;

/** What the pipeline records of the change stream. {@code %s} stands for the settings of tables whose rows must not be lost. */
final class StreamTables {
    static final String PROGRESS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`progress`
            (
                `source` String COMMENT 'name of the source',
                `topic` String COMMENT 'topic of the change stream',
                `partition` UInt32 COMMENT 'its partition',
                `next_offset` UInt64 COMMENT 'all records before this offset are durable in the warehouse',
                `lsn` UInt64 COMMENT 'LSN of the last durable change',
                `committed_at` DateTime64(6, 'UTC') COMMENT 'when that change was committed in the source',
                `recorded_at` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when this row was written',
                `logged_at` DateTime64(3, 'UTC') COMMENT 'when Kafka appended the record of that change',
                `log` String COMMENT 'which of the topic''s logs the offset belongs to, see logs'
            )
            ENGINE = ReplacingMergeTree(`next_offset`) ORDER BY (`source`, `topic`, `partition`, `log`)
            SETTINGS %s
            COMMENT 'Durable positions in the change stream, the highest offset of a partition counts. Written by the pipeline'""";

    static final String LOGS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`logs`
            (
                `source` String COMMENT 'name of the source',
                `topic` String COMMENT 'topic of the change stream',
                `log` String COMMENT 'identity of the log behind the topic''s name',
                `since` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when it was first seen',
                `reason` String COMMENT 'why it replaced the one before',
                `number` UInt64 COMMENT 'the log with the highest number is the current one'
            )
            ENGINE = ReplacingMergeTree ORDER BY (`source`, `topic`, `log`)
            SETTINGS %s
            COMMENT 'The logs that a topic''s name has stood for: a topic that was created again is another log. Written by the pipeline'""";

    /** A pipeline that was superseded can have recorded progress of another log. */
    static final String CURRENT_PROGRESS = """
            CREATE OR REPLACE VIEW `millrace`.`current_progress` AS
            SELECT * FROM `millrace`.`progress` FINAL
            WHERE `log` = '' OR (`source`, `topic`, `log`) IN
            (
                SELECT `source`, `topic`, argMax(`log`, (`number`, `since`)) FROM `millrace`.`logs` GROUP BY `source`, `topic`
            )
            COMMENT 'The rows of progress that belong to the current logs'""";

    static final String PIPELINES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`pipelines`
            (
                `source` String COMMENT 'name of the source',
                `term` UInt64 COMMENT 'number of the term; only the pipeline with the highest one may write',
                `owner` String COMMENT 'host and process of the pipeline',
                `since` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when it began'
            )
            ENGINE = ReplacingMergeTree ORDER BY (`source`, `term`, `owner`)
            SETTINGS %s
            COMMENT 'Which pipelines of a source have begun. Written by the pipeline'""";

    static final String EPOCHS = """
            CREATE TABLE IF NOT EXISTS `millrace`.`epochs`
            (
                `source` String COMMENT 'name of the source',
                `epoch` UInt8 COMMENT 'number, from 1; the first one, 0, has no row',
                `request` String COMMENT 'what began it, so that a repeated request begins nothing',
                `since` DateTime64(6, 'UTC') DEFAULT now64(6) COMMENT 'when it began',
                `reason` String COMMENT 'how changes were lost'
            )
            ENGINE = ReplacingMergeTree ORDER BY (`source`, `epoch`, `request`)
            SETTINGS %s
            COMMENT 'How often the history of a source was cut (lost slot, restore, lossy failover). Written by the controller'""";

    static final String LATENCY_IN = """
            CREATE TABLE IF NOT EXISTS `millrace`.`latency_in`
            (
                `source` String COMMENT 'name of the source',
                `second` DateTime('UTC') COMMENT 'when the changes became queryable',
                `stage` LowCardinality(String) COMMENT 'stage of the way from the source to the warehouse',
                `micros` UInt64 COMMENT 'latency in microseconds',
                `count` UInt64 COMMENT 'how many changes had it'
            )
            ENGINE = Null
            COMMENT 'Takes latencies in; latency keeps them. Written by the pipeline'""";

    static final String LATENCY = """
            CREATE TABLE IF NOT EXISTS `millrace`.`latency`
            (
                `source` String COMMENT 'name of the source',
                `second` DateTime('UTC') COMMENT 'when the changes became queryable',
                `stage` LowCardinality(String) COMMENT 'stage of the way from the source to the warehouse',
                `quantiles` AggregateFunction(quantilesTDigestWeighted(0.5, 0.95, 0.99), UInt64, UInt64) COMMENT 'sketch of latencies in microseconds; quantilesTDigestWeightedMerge(0.5, 0.95, 0.99)(quantiles) reads it',
                `count` SimpleAggregateFunction(sum, UInt64) COMMENT 'number of changes',
                `max` SimpleAggregateFunction(max, UInt64) COMMENT 'highest latency in microseconds'
            )
            ENGINE = AggregatingMergeTree ORDER BY (`source`, `stage`, `second`)
            TTL `second` + INTERVAL 7 DAY
            SETTINGS old_parts_lifetime = 60
            COMMENT 'Latency of changes by second and stage. Fed by latency_in'""";

    static final String LATENCY_SKETCH = """
            CREATE MATERIALIZED VIEW IF NOT EXISTS `millrace`.`latency_sketch` TO `millrace`.`latency` AS
            SELECT
                `source`,
                `second`,
                `stage`,
                quantilesTDigestWeightedState(0.5, 0.95, 0.99)(l.`micros`, l.`count`) AS `quantiles`,
                sum(l.`count`) AS `count`,
                max(l.`micros`) AS `max`
            FROM `millrace`.`latency_in` AS l
            GROUP BY `source`, `second`, `stage`
            COMMENT 'Feeds latency from latency_in'""";

    static final List<String> ALL =
            List.of(PROGRESS, LOGS, CURRENT_PROGRESS, PIPELINES, EPOCHS, LATENCY_IN, LATENCY, LATENCY_SKETCH);

    private StreamTables() {}
}
