package io.millrace.kafka.control;

import static java.util.Objects.requireNonNull;

import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.ConditionSignature;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Asks the controller for something. What becomes of it is in {@code millrace.control_requests}. Thread-safe. */
public final class ControlRequests implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final ChangeStreamTopics topics;
    private final ConditionSignature signature;

    private ControlRequests(
            KafkaProducer<byte[], byte[]> producer, ChangeStreamTopics topics, ConditionSignature signature) {
        this.producer = producer;
        this.topics = topics;
        this.signature = signature;
    }

    /**
     * @param topics of the source; the controller makes its control topic
     * @param signature by which conditions are signed
     * @throws LogException if the client cannot be made
     */
    public static ControlRequests open(Brokers brokers, ChangeStreamTopics topics, ConditionSignature signature) {
        Map<String, Object> settings = KafkaClients.producerSettings(brokers);
        settings.put("client.id", "millrace-control");
        settings.put("enable.idempotence", true);
        settings.put("max.block.ms", 10_000);
        settings.put("request.timeout.ms", 5_000);
        settings.put("delivery.timeout.ms", 15_000);
        return new ControlRequests(
                KafkaClients.made(
                        () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())),
                requireNonNull(topics, "topics is null"),
                requireNonNull(signature, "signature is null"));
    }

    /**
     * Appends a request. It is durable when this returns, and carried out as soon as a controller acts.
     *
     * @throws IllegalArgumentException if it has a condition that cannot be signed here
     * @throws LogException if Kafka does not take it; then it may be there or not, and can be sent again with the same
     *     id
     */
    public void send(ControlRequest request) {
        String topic = topics.control();
        byte[] key = request.id().getBytes(StandardCharsets.UTF_8);
        byte[] value = ControlJson.write(request.signed(topics.source(), signature));
        String failure = "Kafka does not take the request to " + request.kind().text() + " in topic " + topic
                + ", which the controller makes: is it running? ";
        try {
            producer.send(new ProducerRecord<>(topic, 0, key, value)).get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new LogException(failure + cause.getMessage(), cause);
        } catch (KafkaException e) {
            throw new LogException(failure + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogException("Interrupted while a request was written to topic " + topic + ".", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
