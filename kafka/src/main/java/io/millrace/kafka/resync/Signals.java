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
 * Asks for rows to be read from the source again, while changes keep flowing. They arrive in the change stream as snapshot
 * reads of a version between what preceded the request and what follows. The capture step takes one request after another;
 * those for rows of the same table that wait together become one.
 *
 * <p>Safe for many threads. Each method returns when the log has the request, which then survives everything.
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
     * @throws LogException where the client cannot be made
     */
    public static Signals open(Brokers brokers, ChangeStreamTopics topics) {
        Map<String, Object> settings = KafkaClients.producerSettings(brokers);
        return new Signals(
                KafkaClients.made(
                        () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())),
                requireNonNull(topics, "topics is null"));
    }

    /**
     * Asks for all rows of a table; what the source does not have any more vanishes from the warehouse when they are there.
     *
     * @param reason for people, one line
     * @return the request's id
     * @throws LogException where the log does not take it
     */
    public String resync(TableId table, String reason) {
        return request(table, 0, List.of(), reason);
    }

    /**
     * Asks for all rows of all tables that are captured when the request is taken care of.
     *
     * @param reason for people, one line
     * @return the request's id
     * @throws LogException where the log does not take it
     */
    public String resyncAll(String reason) {
        return request(ResyncRequest.EVERY_TABLE, 0, List.of(), reason);
    }

    /**
     * Asks for all rows of all tables, as changes were lost: from here on the source's positions count anew.
     *
     * @param reason for people, one line
     * @return the request's id
     * @throws LogException where the log does not take it
     */
    public String changesLost(String reason) {
        return append(new ResyncRequest(newId(), ResyncRequest.EVERY_TABLE, 0, List.of(), "", "", reason, true));
    }

    /**
     * Asks for the rows of a table that a person wants. Only what is found is changed in the warehouse.
     *
     * @param condition SQL that can follow {@code WHERE} in the source, for example {@code "id" IN (7, 8)}; not empty
     * @param by who may ask
     * @param reason for people, one line
     * @return the request's id
     * @throws LogException where the log does not take it
     */
    public String resyncWhere(TableId table, String condition, ConditionSignature by, String reason) {
        if (condition.isBlank()) {
            throw new IllegalArgumentException("condition is blank");
        }
        return append(ResyncRequest.ofCondition(newId(), table, condition, reason, topics.source(), by));
    }

    /**
     * Asks for rows of a table that may have another name by the time that they are read. Only what is found is changed in the
     * warehouse, but for all rows.
     *
     * @param oid {@code pg_class.oid}, 0 where the table is known by its name only
     * @param rows which rows; empty for all
     * @param reason for people, one line
     * @return the request's id
     * @throws LogException where the log does not take it
     */
    public String request(TableId table, long oid, List<SourceKey> rows, String reason) {
        return append(ResyncRequest.ofRows(newId(), table, oid, rows, reason));
    }

    /**
     * Asks for all rows of some tables.
     *
     * @param reason for people, one line
     * @throws LogException where the log does not take all requests; some can have been taken
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
     * @throws LogException where the log does not take all requests; some can have been taken
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
     * Says how requests get on. For the one that takes requests.
     *
     * @throws LogException where the log does not take it
     */
    public void tell(List<ResyncNews> news) {
        append(topics.notifications(), news.stream().map(ResyncJson::write).toList());
    }

    private void append(String topic, byte[] value) {
        append(topic, List.of(value));
    }

    /** In one go: a request for hundreds of tables does not wait hundreds of times. */
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
            throw new LogException("Kafka does not take a record of topic " + topic + ".", e.getCause());
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
