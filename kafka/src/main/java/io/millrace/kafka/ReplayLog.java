package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Appends records of dead letters to the change stream again. Not thread-safe. */
public final class ReplayLog implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;

    ReplayLog(Producer<byte[], byte[]> producer) {
        this.producer = requireNonNull(producer, "producer is null");
    }

    /** @throws LogException if the address is none */
    public static ReplayLog open(Brokers brokers) {
        Map<String, Object> settings = KafkaClients.producerSettings(brokers);
        settings.put("client.id", "millrace-replays");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "lz4");
        settings.put("max.request.size", ChangeStreamTopics.MAX_RECORD_BYTES);
        settings.put("max.block.ms", 10_000);
        settings.put("request.timeout.ms", 5_000);
        settings.put("delivery.timeout.ms", 15_000);
        try {
            return new ReplayLog(new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
        } catch (KafkaException e) {
            throw new LogException("Kafka cannot be asked: correct log.bootstrapServers.", e);
        }
    }

    /**
     * A record to append.
     *
     * @param topic the change stream
     * @param partition the original partition, so that order by key is kept
     * @param key null for none
     * @param value null for none
     * @param headers by name
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Sent(
            String topic, int partition, byte @Nullable [] key, byte @Nullable [] value, Map<String, byte[]> headers) {}

    /**
     * Appends the records, and returns when each is durable or has failed.
     *
     * @return for each the reason why it is not durable; empty if it is
     */
    public List<Optional<String>> append(List<Sent> records) {
        List<Future<RecordMetadata>> answers = new ArrayList<>();
        List<Optional<String>> failures = new ArrayList<>();
        for (Sent record : records) {
            try {
                answers.add(producer.send(kafka(record)));
            } catch (KafkaException e) {
                answers.add(CompletableFuture.failedFuture(e));
            }
        }
        for (Future<RecordMetadata> answer : answers) {
            failures.add(failure(answer));
        }
        return failures;
    }

    private static ProducerRecord<byte[], byte[]> kafka(Sent record) {
        ProducerRecord<byte[], byte[]> kafka =
                new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value());
        record.headers().forEach(kafka.headers()::add);
        return kafka;
    }

    private static Optional<String> failure(Future<RecordMetadata> answer) {
        try {
            answer.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Optional.of(LoginRefusal.of(cause)
                    .map(why -> why + ", then replay again.")
                    .orElseGet(() -> "Kafka did not accept the record (" + cause.getMessage()
                            + "): check that it runs, then replay again."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("Interrupted before Kafka answered: replay again.");
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
