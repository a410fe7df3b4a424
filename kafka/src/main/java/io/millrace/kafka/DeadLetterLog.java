package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.DeadLetterId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topic of dead letters. A record has the dead letter's name as key (a {@link DeadLetterId}), the value of the
 * original record, and the headers {@code code}, {@code reason}, {@code table} and {@code version} (if known), {@code
 * key} (the original key, if there is one) and {@code logged_at} (milliseconds since the epoch), beside the record's
 * own, which begin with {@code millrace.}. A {@code millrace.replay} among those names the dead letter that was tried
 * again.
 *
 * <p>Not thread-safe.
 */
public final class DeadLetterLog implements AutoCloseable {
    static final String LOGGED_AT = "logged_at";

    /** Far more than can be appended between two records of progress. */
    private static final int REMEMBERED = 200_000;

    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final Map<AppendedDeadLetter, Boolean> appended = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AppendedDeadLetter, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    DeadLetterLog(String topic, Producer<byte[], byte[]> producer, Set<AppendedDeadLetter> appended) {
        this.topic = requireNonNull(topic, "topic is null");
        this.producer = requireNonNull(producer, "producer is null");
        appended.forEach(key -> this.appended.put(key, true));
    }

    /**
     * Opens the topic, and reads those of its dead letters that may occur again: {@link #append} then skips them.
     *
     * @param progress by partition of the change stream, the first offset that is not yet durable
     * @throws LogException if Kafka does not answer
     */
    public static DeadLetterLog open(Brokers brokers, ChangeStreamTopics topics, Map<Integer, Long> progress) {
        Set<AppendedDeadLetter> unfinished =
                new UnrecordedDeadLetters(brokers).find(topics.deadLetters(), topics.changes(), progress);
        return new DeadLetterLog(
                topics.deadLetters(), KafkaClients.made(() -> new KafkaProducer<>(settings(brokers))), unfinished);
    }

    /**
     * Appends missing dead letters, and returns when all are durable.
     *
     * @throws LogException if some are not; a repeated call skips those that are
     */
    public void append(List<DeadLetter> deadLetters) {
        List<AppendedDeadLetter> keys = new ArrayList<>();
        List<Future<RecordMetadata>> answers = new ArrayList<>();
        Set<AppendedDeadLetter> sent = new HashSet<>();
        try {
            for (DeadLetter deadLetter : deadLetters) {
                AppendedDeadLetter key = AppendedDeadLetter.of(deadLetter);
                if (!appended.containsKey(key) && sent.add(key)) {
                    answers.add(producer.send(record(key.id(), deadLetter)));
                    keys.add(key);
                }
            }
        } catch (KafkaException e) {
            await(keys, answers);
            throw failed(e);
        }
        await(keys, answers);
    }

    private void await(List<AppendedDeadLetter> keys, List<Future<RecordMetadata>> answers) {
        Throwable failure = null;
        for (int i = 0; i < answers.size(); i++) {
            try {
                answers.get(i).get();
                appended.put(keys.get(i), true);
            } catch (ExecutionException e) {
                failure = e.getCause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failed(e);
            }
        }
        if (failure != null) {
            throw failed(failure);
        }
    }

    private LogException failed(Throwable cause) {
        return new LogException("Could not append to topic " + topic + ": " + cause.getMessage(), cause);
    }

    private ProducerRecord<byte[], byte[]> record(DeadLetterId key, DeadLetter deadLetter) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, 0, text(key.toString()), deadLetter.value());
        Headers headers = record.headers();
        headers.add("code", text(deadLetter.code().name()));
        headers.add("reason", text(deadLetter.reason()));
        deadLetter.table().ifPresent(table -> headers.add("table", text(table.toString())));
        deadLetter.version().ifPresent(version -> headers.add("version", text(version.toString())));
        if (deadLetter.key() != null) {
            headers.add("key", deadLetter.key());
        }
        headers.add(LOGGED_AT, text(Long.toString(deadLetter.at().loggedAtMillis())));
        deadLetter.headers().forEach(headers::add);
        return record;
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> settings(Brokers brokers) {
        Map<String, Object> settings = KafkaClients.common(brokers);
        settings.put("client.id", "millrace-dead-letters");
        settings.put("key.serializer", ByteArraySerializer.class);
        settings.put("value.serializer", ByteArraySerializer.class);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "lz4");
        settings.put("max.request.size", ChangeStreamTopics.MAX_DEAD_LETTER_BYTES);
        settings.put("buffer.memory", ChangeStreamTopics.MAX_DEAD_LETTER_BYTES + 8L * 1024 * 1024);
        settings.put("max.block.ms", 15_000);
        settings.put("request.timeout.ms", 10_000);
        settings.put("delivery.timeout.ms", 30_000);
        return settings;
    }

    @Override
    public void close() {
        producer.close();
    }
}
