package io.millrace.controller.load;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.wire.BlockReader;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** What a load has appended to a change stream. */
record LoadedBlocks(List<Row> rows, List<Message> messages) {
    record Row(int partition, SourcePosition position, TableDescription table, List<@Nullable String> values) {}

    record Message(int partition, SourcePosition position, String prefix, String content) {}

    /** @param behind by partition, where to begin and where to stop */
    static LoadedBlocks read(String servers, String topic, Map<Integer, Long> begin, Map<Integer, Long> behind) {
        List<Row> rows = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "max.partition.fetch.bytes", 64 << 20),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            Map<Integer, Long> left = new HashMap<>(behind);
            List<TopicPartition> partitions = left.keySet().stream()
                    .map(p -> new TopicPartition(topic, p))
                    .toList();
            consumer.assign(partitions);
            partitions.forEach(p -> consumer.seek(p, begin.getOrDefault(p.partition(), 0L)));
            while (partitions.stream().anyMatch(p -> consumer.position(p) < left.getOrDefault(p.partition(), 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    block(record, rows, messages);
                }
            }
        }
        return new LoadedBlocks(rows, messages);
    }

    private static void block(ConsumerRecord<byte[], byte[]> record, List<Row> rows, List<Message> messages) {
        BlockReader block = new BlockReader(record.value());
        List<TableDescription> tables = IntStream.range(0, block.tables())
                .mapToObj(i -> TableDescription.parse(block.description(i)))
                .toList();
        while (block.next()) {
            if (block.kind() == ChangeKind.READ) {
                rows.add(new Row(
                        record.partition(),
                        block.position(),
                        tables.get(block.tableIndex()),
                        Tuples.texts(java.util.Objects.requireNonNull(block.row()))));
            } else if (block.kind() == ChangeKind.MESSAGE) {
                messages.add(new Message(
                        record.partition(),
                        block.position(),
                        block.prefix(),
                        new String(block.content(), StandardCharsets.UTF_8)));
            }
        }
    }
}
