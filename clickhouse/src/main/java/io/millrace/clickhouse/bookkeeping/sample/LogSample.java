package io.millrace.clickhouse.bookkeeping.sample;

import java.time.Instant;

/**
 * How far a partition of the change stream reaches.
 *
 * @param at when
 * @param topic the topic
 * @param partition the partition, from 0
 * @param endOffset the offset that the next record gets
 */
public record LogSample(Instant at, String topic, int partition, long endOffset) {}
