package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

/**
 * The position of a change in the change stream: the identity of a dead letter.
 *
 * @param topic the Kafka topic
 * @param partition the partition, from 0
 * @param offset the offset, from 0
 * @param loggedAtMillis when the broker appended it (LogAppendTime), milliseconds since the epoch
 * @param index which change of the record, from 0: a block holds many, any other record one
 */
public record StreamPosition(String topic, int partition, long offset, long loggedAtMillis, int index) {
    public StreamPosition {
        requireNonNull(topic, "topic is null");
    }

    /** The first or only change of a record. */
    public StreamPosition(String topic, int partition, long offset, long loggedAtMillis) {
        this(topic, partition, offset, loggedAtMillis, 0);
    }
}
