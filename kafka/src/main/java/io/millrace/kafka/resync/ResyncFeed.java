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

/** The news of all requests from the moment on at which it was opened: open it before asking. For one thread. */
public final class ResyncFeed implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;

    private ResyncFeed(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * @param topics of the source; its topic of notifications must exist
     * @throws LogException where Kafka does not answer
     */
    public static ResyncFeed open(Brokers brokers, ChangeStreamTopics topics) {
        KafkaConsumer<byte[], byte[]> consumer = KafkaClients.made(() -> new KafkaConsumer<>(
                KafkaClients.consumerSettings(brokers), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        try {
            TopicPartition partition = new TopicPartition(topics.notifications(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            // Seeks now, not at the first poll.
            consumer.position(partition);
            return new ResyncFeed(consumer);
        } catch (KafkaException e) {
            consumer.close();
            throw new LogException("Kafka does not show the notifications: " + e.getMessage(), e);
        }
    }

    /**
     * What is new, oldest first; nothing when the time is over.
     *
     * @throws LogException where Kafka does not answer
     */
    public List<ResyncNews> next(Duration time) {
        try {
            List<ResyncNews> news = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(time)) {
                ResyncJson.news(record.value()).ifPresent(news::add);
            }
            return news;
        } catch (KafkaException e) {
            throw new LogException("Kafka does not show the notifications: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
