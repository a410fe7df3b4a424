package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The compacted topic with what the controller must remember from one start to the next: one record a key, of which the
 * last counts. A value is JSON, {@code {"version":1,"writtenAt":"…","state":…}}. Written by the controller that has the
 * lease only. Thread-safe.
 */
public final class StateTopic implements AutoCloseable {
    /** Raised where an earlier Millrace would misread a value. */
    static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long READ_NANOS = Duration.ofSeconds(30).toNanos();

    private final Brokers brokers;
    private final String topic;
    private final Clock clock;
    private final KafkaProducer<byte[], byte[]> producer;

    private StateTopic(Brokers brokers, String topic, Clock clock, KafkaProducer<byte[], byte[]> producer) {
        this.brokers = brokers;
        this.topic = topic;
        this.clock = clock;
        this.producer = producer;
    }

    /**
     * @param topics of the source; its topic of the state must exist
     * @param clock for display who read the topic: nothing depends on it
     * @throws LogException if the client cannot be made
     */
    public static StateTopic open(Brokers brokers, ChangeStreamTopics topics, Clock clock) {
        Map<String, Object> settings = KafkaClients.producerSettings(brokers);
        settings.put("client.id", "millrace-state");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "lz4");
        settings.put("max.request.size", ChangeStreamTopics.MAX_RECORD_BYTES);
        // A controller that was frozen must not write long after its lease was lost.
        settings.put("max.block.ms", 5_000);
        settings.put("request.timeout.ms", 5_000);
        settings.put("delivery.timeout.ms", 6_000);
        return new StateTopic(
                requireNonNull(brokers, "brokers is null"),
                topics.state(),
                requireNonNull(clock, "clock is null"),
                KafkaClients.made(
                        () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())));
    }

    /**
     * Reads the topic from its begin to its end of now.
     *
     * @return the latest state by key
     * @throws LogException if Kafka does not answer, or a later Millrace has written a value
     */
    public Map<String, JsonNode> read() {
        Map<String, Object> settings = KafkaClients.consumerSettings(brokers);
        settings.put("client.id", "millrace-state");
        Map<String, JsonNode> state = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = KafkaClients.made(
                () -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()))) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long deadline = System.nanoTime() + READ_NANOS;
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    add(record, state);
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new LogException(
                            "Topic " + topic + " could not be read within " + READ_NANOS / 1_000_000_000 + " s.", null);
                }
            }
            return state;
        } catch (KafkaException e) {
            throw new LogException("Topic " + topic + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record, Map<String, JsonNode> state) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            state.remove(key);
            return;
        }
        JsonNode json;
        try {
            json = JSON.readTree(record.value());
        } catch (IOException e) {
            throw new LogException(
                    "Topic " + topic + " has a value of " + key + " at offset " + record.offset()
                            + " that is no JSON: another program writes to it, or it is damaged. Delete the topic to begin"
                            + " without what the controller remembers.",
                    e);
        }
        int version = json.path("version").asInt();
        if (version != VERSION) {
            throw new LogException(
                    "Topic " + topic + " has a value of " + key + " in version " + version
                            + ", which this Millrace cannot read: run the Millrace that wrote it, or a later one.",
                    null);
        }
        state.put(key, json.path("state"));
    }

    /**
     * Replaces the state of a key; it is durable when this returns.
     *
     * @param key a short name, such as {@code catalog}
     * @throws LogException if Kafka does not take it; then it may be there or not
     */
    public void write(String key, JsonNode state) {
        ObjectNode json = JSON.createObjectNode()
                .put("version", VERSION)
                .put("writtenAt", clock.instant().toString())
                .set("state", state);
        try {
            byte[] value = JSON.writeValueAsBytes(json);
            producer.send(new ProducerRecord<>(topic, 0, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new LogException(
                    "Topic " + topic + " does not take the state " + key + ": " + cause.getMessage(), cause);
        } catch (KafkaException e) {
            throw new LogException("Topic " + topic + " does not take the state " + key + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogException("Interrupted while the state " + key + " was written to topic " + topic + ".", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
