package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Which requests for loads are done. Positions are offsets of the signal topic. */
public final class UnfinishedLoads {
    private final Admin admin;
    private final String signals;

    /** @param admin stays the caller's, who closes it */
    public UnfinishedLoads(Admin admin, ChangeStreamTopics topics) {
        this.admin = requireNonNull(admin, "admin is null");
        this.signals = topics.signals();
    }

    /**
     * The position after the last request; 0 if there was none.
     *
     * @throws LogException if Kafka does not answer
     */
    public long asked() {
        return new StreamOffsets(admin).end(signals).getOrDefault(0, 0L);
    }

    /**
     * All requests before this position are done, landed or refused. Brokers expire a committed offset after {@code
     * offsets.retention.minutes}; by then requests that are done are deleted from the topic.
     *
     * @throws LogException if Kafka does not answer
     */
    public long done() {
        String doing = "read which loads are done";
        try {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    KafkaFutures.await(admin.listConsumerGroupOffsets(signals).partitionsToOffsetAndMetadata(), doing);
            OffsetAndMetadata offset = committed.get(new TopicPartition(signals, 0));
            long begin = new StreamOffsets(admin).begin(signals).getOrDefault(0, 0L);
            return offset == null ? begin : Math.max(begin, offset.offset());
        } catch (ExecutionException e) {
            throw KafkaFutures.failed(doing, e);
        }
    }
}
