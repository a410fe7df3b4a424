package io.millrace.kafka.resync;

import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The requests for loads that may not be done yet, for those who only look. For one thread. */
public final class ResyncBacklog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(15).toNanos();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    private ResyncBacklog(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        this.consumer = consumer;
        this.partition = partition;
    }

    /**
     * @param topics of the source; its signal topic must exist
     * @throws LogException where the address is none
     */
    public static ResyncBacklog open(Brokers brokers, ChangeStreamTopics topics) {
        Map<String, Object> settings = KafkaClients.consumerSettings(brokers);
        // To see what the one that serves the requests has committed: this consumer joins no group and commits nothing.
        settings.put("group.id", topics.signals());
        settings.put("auto.offset.reset", "earliest");
        try {
            KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            TopicPartition partition = new TopicPartition(topics.signals(), 0);
            consumer.assign(List.of(partition));
            return new ResyncBacklog(consumer, partition);
        } catch (KafkaException e) {
            throw new LogException("Kafka does not show the requests for loads: " + e.getMessage(), e);
        }
    }

    /**
     * A request that is not known to be done.
     *
     * @param offset where it stands in the topic of signals
     */
    public record Pending(long offset, ResyncRequest request) {}

    /**
     * Requests that stand behind the first one that is not done, oldest first. Some of them can be done already: only the
     * {@link ResyncNews} tell.
     *
     * @throws LogException where Kafka does not answer
     */
    public List<Pending> read() {
        try {
            OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            if (committed == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, committed.offset());
            }
            List<Pending> pending = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    ResyncJson.request(record.value())
                            .ifPresent(request -> pending.add(new Pending(record.offset(), request)));
                }
                if (System.nanoTime() > deadline) {
                    throw new LogException("Kafka does not show the requests for loads within 15 s", null);
                }
            }
            return pending;
        } catch (KafkaException e) {
            throw new LogException("Kafka does not show the requests for loads: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
