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

/** Reads open requests for loads, without consuming them. Not thread-safe. */
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
     * @throws LogException if the address is none
     */
    public static ResyncBacklog open(Brokers brokers, ChangeStreamTopics topics) {
        Map<String, Object> settings = KafkaClients.consumerSettings(brokers);
        // To read the offset committed by the serving consumer; this one joins no group and commits nothing.
        settings.put("group.id", topics.signals());
        settings.put("auto.offset.reset", "earliest");
        try {
            KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            TopicPartition partition = new TopicPartition(topics.signals(), 0);
            consumer.assign(List.of(partition));
            return new ResyncBacklog(consumer, partition);
        } catch (KafkaException e) {
            throw new LogException("Kafka did not return the requests for loads: " + e.getMessage(), e);
        }
    }

    /**
     * A request that is not known to be done.
     *
     * @param offset its offset in the signal topic
     */
    public record OpenRequest(long offset, ResyncRequest request) {}

    /**
     * Requests from the first open one on, oldest first. Some of them can be done already, as only their {@link
     * ResyncStatus} shows.
     *
     * @throws LogException if Kafka does not answer
     */
    public List<OpenRequest> read() {
        try {
            OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            if (committed == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, committed.offset());
            }
            List<OpenRequest> open = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    ResyncJson.request(record.value())
                            .ifPresent(request -> open.add(new OpenRequest(record.offset(), request)));
                }
                if (System.nanoTime() > deadline) {
                    throw new LogException("Kafka did not return the requests for loads within 15 s", null);
                }
            }
            return open;
        } catch (KafkaException e) {
            throw new LogException("Kafka did not return the requests for loads: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
