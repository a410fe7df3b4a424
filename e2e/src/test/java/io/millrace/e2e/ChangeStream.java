package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.render.BlockJson;
import io.millrace.core.wire.BlockReader;
import io.millrace.local.BrokerLogin;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Puts what does not belong there into the change stream, and reads what does. */
final class ChangeStream {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Properties settings = new Properties();
    private final String topic;

    ChangeStream(URI kafka, String topic) {
        this.topic = topic;
        settings.putAll(BrokerLogin.clientSettings(kafka));
        settings.put("max.request.size", 16 * 1024 * 1024);
        settings.put("buffer.memory", 64 * 1024 * 1024L);
    }

    /** A record's key and value, both as bytes or null, and its headers. */
    @SuppressWarnings("ArrayRecordComponent")
    record Raw(byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
        Raw(byte @Nullable [] key, byte @Nullable [] value) {
            this(key, value, List.of());
        }

        String text() {
            return value == null ? "" : new String(value, UTF_8);
        }

        Raw with(String text) {
            return new Raw(key, text.getBytes(UTF_8), headers);
        }
    }

    /** Produces the records, and returns when the broker has all. */
    void produce(List<Raw> records) throws Exception {
        var sent = new ArrayList<Future<?>>();
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (var record : records) {
                sent.add(producer.send(
                        new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers())));
            }
            for (var future : sent) {
                future.get();
            }
        }
    }

    /** The first change of the stream whose record holds the text, see {@link #firstWith(String, int)}. */
    Raw firstWith(String text) {
        return firstWith(text, 1).get(0);
    }

    /** The first changes of the stream that hold the text in Debezium's JSON, which changes of blocks are rendered in. */
    List<Raw> firstWith(String text, int count) {
        var found = new ArrayList<Raw>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() < deadline) {
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    for (var change : changes(record)) {
                        if (change.text().contains(text)) {
                            found.add(change);
                            if (found.size() == count) {
                                return found;
                            }
                        }
                    }
                }
            }
        }
        throw new AssertionError(found.size() + " records with " + text + " in " + topic + ", not " + count);
    }

    private static List<Raw> changes(ConsumerRecord<byte[], byte[]> record) {
        if (!BlockReader.isBlock(record.value())) {
            return List.of(new Raw(
                    record.key(), record.value(), List.of(record.headers().toArray())));
        }
        var at = new StreamPosition(record.topic(), record.partition(), record.offset(), record.timestamp());
        var block = new BlockJson(new LogRecord(at, record.key(), record.value()));
        var changes = new ArrayList<Raw>();
        for (int i = 0; i < new BlockReader(record.value()).count(); i++) {
            var change = block.render(i);
            var headers = new ArrayList<Header>();
            change.headers().forEach((name, value) -> headers.add(new RecordHeader(name, value)));
            changes.add(new Raw(change.key(), change.value(), headers));
        }
        return changes;
    }

    private List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }
}
