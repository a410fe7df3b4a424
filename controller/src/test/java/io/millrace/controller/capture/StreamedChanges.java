package io.millrace.controller.capture;

import io.millrace.core.wire.BlockReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a change stream from its begin. The test's time limit ends it where what is waited for does not come. */
final class StreamedChanges implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<StreamedChange> changes = new ArrayList<>();

    StreamedChanges(String bootstrapServers, String topic, int partitions) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.partition.fetch.bytes", 64 << 20),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /** All changes so far, in blocks only. */
    List<StreamedChange> read() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
            if (BlockReader.isBlock(record.value())) {
                Instant now = Instant.now();
                changes.addAll(StreamedChange.of(
                        record.partition(), record.value(), now.getEpochSecond() * 1_000_000 + now.getNano() / 1000));
            }
        }
        return changes;
    }

    /** Those that are wanted, when there are so many at least. */
    List<StreamedChange> await(int count, Predicate<StreamedChange> wanted) {
        List<StreamedChange> found = List.of();
        while (found.size() < count) {
            found = read().stream().filter(wanted).toList();
        }
        return found;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
