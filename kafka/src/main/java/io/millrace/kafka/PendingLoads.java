package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far the requests for loads of tables have been taken care of. Positions are offsets of the topic of signals. */
public final class PendingLoads {
    private final Admin admin;
    private final String signals;

    /** @param admin stays the caller's, who closes it */
    public PendingLoads(Admin admin, ChangeStreamTopics topics) {
        this.admin = requireNonNull(admin, "admin is null");
        this.signals = topics.signals();
    }

    /**
     * Behind the last request of now; 0 where nobody has ever asked.
     *
     * @throws LogException where Kafka does not answer
     */
    public long asked() {
        return new StreamOffsets(admin).end(signals).getOrDefault(0, 0L);
    }

    /**
     * The requests before this position are done, landed or refused. Brokers forget a committed position after
     * {@code offsets.retention.minutes}; what is done is no more in the topic then.
     *
     * @throws LogException where Kafka does not answer
     */
    public long done() {
        String doing = "read which loads are done";
        try {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    Answers.await(admin.listConsumerGroupOffsets(signals).partitionsToOffsetAndMetadata(), doing);
            OffsetAndMetadata offset = committed.get(new TopicPartition(signals, 0));
            long begin = new StreamOffsets(admin).begin(signals).getOrDefault(0, 0L);
            return offset == null ? begin : Math.max(begin, offset.offset());
        } catch (ExecutionException e) {
            throw Answers.failed(doing, e);
        }
    }
}
