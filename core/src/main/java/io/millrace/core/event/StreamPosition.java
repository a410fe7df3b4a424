package io.millrace.core.event;

import static java.util.Objects.requireNonNull;

/**
 * Where in the change stream a record stands: the identity of a dead letter.
 *
 * @param topic the Kafka topic
 * @param partition the partition, from 0
 * @param offset the offset, from 0
 * @param loggedAtMillis when the broker appended it (LogAppendTime), milliseconds since the epoch
 */
public record StreamPosition(String topic, int partition, long offset, long loggedAtMillis) {
    public StreamPosition {
        requireNonNull(topic, "topic is null");
    }
}
