package io.millrace.kafka.resync;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Requests resyncs while changes flow. The rows arrive in the change stream as snapshot reads of a version between what
 * preceded the request and what follows. Requests for the same table are merged while they wait.
 *
 * <p>Thread-safe. Each method returns when the request is durable in Kafka.
 */
public final class Signals implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final ChangeStreamTopics topics;

    private Signals(KafkaProducer<byte[], byte[]> producer, ChangeStreamTopics topics) {
        this.producer = producer;
        this.topics = topics;
    }

    /**
     * @param topics of the source; its signal topic must exist
     * @throws LogException if the client cannot be made
     */
    public static Signals open(Brokers brokers, ChangeStreamTopics topics) {
        Map<String, Object> settings = KafkaClients.producerSettings(brokers);
        return new Signals(
                KafkaClients.made(
                        () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())),
                requireNonNull(topics, "topics is null"));
    }

    /**
     * Requests all rows of a table; rows that the source no longer has vanish from the warehouse when they have landed.
     *
     * @param reason for display, one line
     * @return the request's id
     * @throws LogException if Kafka does not accept it
     */
    public String resync(TableId table, String reason) {
        return request(table, 0, List.of(), reason);
    }

    /**
     * Requests all rows of all tables that are captured when the request is served.
     *
     * @param reason for display, one line
     * @return the request's id
     * @throws LogException if Kafka does not accept it
     */
    public String resyncAll(String reason) {
        return request(ResyncRequest.EVERY_TABLE, 0, List.of(), reason);
    }

    /**
     * Requests all rows of all tables after a loss of changes, in a new epoch.
     *
     * @param reason for display, one line
     * @return the request's id
     * @throws LogException if Kafka does not accept it
     */
    public String changesLost(String reason) {
        return append(new ResyncRequest(newId(), ResyncRequest.EVERY_TABLE, 0, List.of(), "", "", reason, true));
    }

    /**
     * Requests some rows of a table by a condition. Only matching rows are changed in the warehouse.
     *
     * @param condition SQL that can follow {@code WHERE} in the source, for example {@code "id" IN (7, 8)}; not empty
     * @param by signs the condition
     * @param reason for display, one line
     * @return the request's id
     * @throws LogException if Kafka does not accept it
     */
    public String resyncWhere(TableId table, String condition, ConditionSignature by, String reason) {
        if (condition.isBlank()) {
            throw new IllegalArgumentException("condition is blank");
        }
        return append(ResyncRequest.ofCondition(newId(), table, condition, reason, topics.source(), by));
    }

    /**
     * Requests rows of a table that may have been renamed by the time they are read. Only found rows are changed in the
     * warehouse, unless all are requested.
     *
     * @param oid {@code pg_class.oid}, 0 if the table is known by its name only
     * @param rows which rows; empty for all
     * @param reason for display, one line
     * @return the request's id
     * @throws LogException if Kafka does not accept it
     */
    public String request(TableId table, long oid, List<SourceKey> rows, String reason) {
        return append(ResyncRequest.ofRows(newId(), table, oid, rows, reason));
    }

    /**
     * Requests all rows of some tables.
     *
     * @param reason for display, one line
     * @throws LogException if Kafka does not accept all requests; some can have been accepted
     */
    public void resync(List<TableId> tables, String reason) {
        append(
                topics.signals(),
                tables.stream()
                        .map(table -> ResyncJson.write(ResyncRequest.ofTable(newId(), table, 0, reason)))
                        .toList());
    }

    /**
     * Asks for loads whose ids the caller has chosen. One that was asked for before and is not done is not done twice.
     *
     * @throws LogException if Kafka does not accept all requests; some can have been accepted
     */
    public void request(List<ResyncRequest> requests) {
        append(topics.signals(), requests.stream().map(ResyncJson::write).toList());
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private String append(ResyncRequest request) {
        append(topics.signals(), ResyncJson.write(request));
        return request.id();
    }

    /**
     * Publishes statuses. For the process that serves requests.
     *
     * @throws LogException if Kafka does not accept it
     */
    public void publish(List<ResyncStatus> status) {
        append(topics.notifications(), status.stream().map(ResyncJson::write).toList());
    }

    private void append(String topic, byte[] value) {
        append(topic, List.of(value));
    }

    /** In one batch: a request for hundreds of tables does not wait hundreds of times. */
    private void append(String topic, List<byte[]> values) {
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (byte[] value : values) {
                sent.add(producer.send(new ProducerRecord<>(topic, 0, null, value)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new LogException("Kafka does not accept a record of topic " + topic + ".", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogException("Interrupted while a record of topic " + topic + " was written.", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
