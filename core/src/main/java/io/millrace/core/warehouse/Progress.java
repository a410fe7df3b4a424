package io.millrace.core.warehouse;

/**
 * How far one partition of the change stream is durably in the warehouse.
 *
 * @param topic the topic
 * @param partition the partition
 * @param nextOffset the first offset that is not yet durable; all below it are
 * @param lsn highest LSN among the durable events, unsigned
 * @param committedAtMicros latest commit time among the durable events, microseconds since the epoch; 0 where none
 * @param events how many events these writes landed since the last record of this partition (not cumulative)
 */
public record Progress(String topic, int partition, long nextOffset, long lsn, long committedAtMicros, long events) {}
