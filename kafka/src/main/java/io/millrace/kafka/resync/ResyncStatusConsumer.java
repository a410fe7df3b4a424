package io.millrace.kafka.resync;

import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumes the status of all requests from when it was opened: open it before the request. Not thread-safe. */
public final class ResyncStatusConsumer implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;

    private ResyncStatusConsumer(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * @param topics of the source; its topic of notifications must exist
     * @throws LogException if Kafka does not answer
     */
    public static ResyncStatusConsumer open(Brokers brokers, ChangeStreamTopics topics) {
        KafkaConsumer<byte[], byte[]> consumer = KafkaClients.made(() -> new KafkaConsumer<>(
                KafkaClients.consumerSettings(brokers), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        try {
            TopicPartition partition = new TopicPartition(topics.notifications(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            // Seeks now, not at the first poll.
            consumer.position(partition);
            return new ResyncStatusConsumer(consumer);
        } catch (KafkaException e) {
            consumer.close();
            throw new LogException("Kafka did not return the notifications: " + e.getMessage(), e);
        }
    }

    /**
     * New statuses, oldest first; empty after the timeout.
     *
     * @throws LogException if Kafka does not answer
     */
    public List<ResyncStatus> next(Duration time) {
        try {
            List<ResyncStatus> statuses = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(time)) {
                ResyncJson.status(record.value()).ifPresent(statuses::add);
            }
            return statuses;
        } catch (KafkaException e) {
            throw new LogException("Kafka did not return the notifications: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
