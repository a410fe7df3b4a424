package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.StreamPosition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the raw records of a topic. Not thread-safe. All methods throw {@link LogException}. */
public final class StreamRecords implements AutoCloseable {
    private static final String OURS = "millrace.";
    private static final Duration POLL = Duration.ofMillis(200);
    /** Consecutive empty polls until Kafka counts as unresponsive: 15 s. */
    private static final int SILENT_POLLS = 75;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;

    StreamRecords(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = requireNonNull(consumer, "consumer is null");
        this.topic = requireNonNull(topic, "topic is null");
    }

    public static StreamRecords open(Brokers brokers, String topic) {
        Map<String, Object> settings = KafkaClients.consumerSettings(brokers);
        settings.put("client.id", "millrace-records");
        settings.put("auto.offset.reset", "none");
        try {
            return new StreamRecords(
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()), topic);
        } catch (KafkaException e) {
            throw new LogException("Kafka cannot be asked: correct log.bootstrapServers.", e);
        }
    }

    /** The topic's partitions, in order; none if there is no such topic. */
    public List<Integer> partitions() {
        try {
            return consumer.partitionsFor(topic).stream()
                    .map(PartitionInfo::partition)
                    .sorted()
                    .toList();
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /**
     * Reads the current content of a partition.
     *
     * @param from the first offset to read; if it no longer exists, the first one that does
     * @param each receives each record with its headers that begin with {@code millrace.}; returns false to stop
     * @return false if {@code each} stopped
     */
    public boolean read(int partition, long from, Predicate<LogRecord> each) {
        TopicPartition one = new TopicPartition(topic, partition);
        try {
            consumer.assign(List.of(one));
            long begin = consumer.beginningOffsets(List.of(one)).getOrDefault(one, 0L);
            long end = consumer.endOffsets(List.of(one)).getOrDefault(one, 0L);
            consumer.seek(one, Math.max(begin, from));
            int silent = 0;
            while (consumer.position(one) < end) {
                boolean none = true;
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    none = false;
                    if (record.offset() >= end) {
                        return true;
                    }
                    if (!each.test(record(record))) {
                        return false;
                    }
                }
                silent = none ? silent + 1 : 0;
                if (silent > SILENT_POLLS) {
                    throw new LogException("Kafka does not answer, so could not read topic " + topic + ".", null);
                }
            }
            return true;
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    private static LogRecord record(ConsumerRecord<byte[], byte[]> record) {
        Map<String, byte[]> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(OURS) && header.value() != null) {
                headers.put(header.key(), header.value());
            }
        }
        return new LogRecord(
                new StreamPosition(record.topic(), record.partition(), record.offset(), record.timestamp()),
                record.key(),
                record.value(),
                headers);
    }

    private LogException failed(KafkaException cause) {
        return new LogException("Could not read topic " + topic + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
