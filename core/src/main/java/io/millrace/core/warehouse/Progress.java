package io.millrace.core.warehouse;

/**
 * How far one partition of the change stream is durable in the warehouse.
 *
 * @param topic the topic
 * @param partition the partition
 * @param nextOffset the first offset that is not yet durable; all below it are
 * @param lsn highest LSN among the durable events, unsigned
 * @param committedAtMicros latest commit time among the durable events, microseconds since the epoch; 0 if none
 * @param events how many events these writes landed since the last record of this partition (not cumulative)
 * @param loggedAtMillis when the log took the record before {@code nextOffset}, milliseconds since the epoch: another
 *     time at that offset shows that the log was truncated and has grown again. 0 if unknown
 */
public record Progress(
        String topic,
        int partition,
        long nextOffset,
        long lsn,
        long committedAtMicros,
        long events,
        long loggedAtMillis) {

    /** For a record whose log time is unknown. */
    public Progress(String topic, int partition, long nextOffset, long lsn, long committedAtMicros, long events) {
        this(topic, partition, nextOffset, lsn, committedAtMicros, events, 0);
    }
}
