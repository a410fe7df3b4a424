package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.LetterId;
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
 * The topic of dead letters. A letter's record has its name as key (a {@link LetterId}), the value of the record that it
 * stands for, and the headers {@code code}, {@code reason}, {@code table} and {@code version} (where they are
 * known), {@code key} (the original key, where there is one) and {@code logged_at} (milliseconds since the epoch), beside
 * the record's own, which begin with {@code millrace.}. A {@code millrace.replay} among those names the letter that was
 * tried again.
 *
 * <p>For one thread at a time.
 */
public final class DeadLetterLog implements AutoCloseable {
    static final String LOGGED_AT = "logged_at";

    /** Far more than can stand between two records of progress. */
    private static final int REMEMBERED = 200_000;

    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final Map<AppendedLetter, Boolean> appended = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AppendedLetter, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    DeadLetterLog(String topic, Producer<byte[], byte[]> producer, Set<AppendedLetter> appended) {
        this.topic = requireNonNull(topic, "topic is null");
        this.producer = requireNonNull(producer, "producer is null");
        appended.forEach(key -> this.appended.put(key, true));
    }

    /**
     * Opens the log, and reads those of its letters that a replay will meet again: {@link #append} then leaves them out.
     *
     * @param progress by partition of the change stream, the first offset that is not yet durable
     * @throws LogException where Kafka does not answer
     */
    public static DeadLetterLog open(Brokers brokers, ChangeStreamTopics topics, Map<Integer, Long> progress) {
        Set<AppendedLetter> unfinished =
                new UnfinishedLetters(brokers).find(topics.deadLetters(), topics.changes(), progress);
        return new DeadLetterLog(
                topics.deadLetters(), KafkaClients.made(() -> new KafkaProducer<>(settings(brokers))), unfinished);
    }

    /**
     * Appends the letters that are not there yet, and returns when all are durable.
     *
     * @throws LogException where some are not; those that are will be left out when the call is repeated
     */
    public void append(List<DeadLetter> letters) {
        List<AppendedLetter> keys = new ArrayList<>();
        List<Future<RecordMetadata>> answers = new ArrayList<>();
        Set<AppendedLetter> sent = new HashSet<>();
        try {
            for (DeadLetter letter : letters) {
                AppendedLetter key = AppendedLetter.of(letter);
                if (!appended.containsKey(key) && sent.add(key)) {
                    answers.add(producer.send(record(key.id(), letter)));
                    keys.add(key);
                }
            }
        } catch (KafkaException e) {
            await(keys, answers);
            throw failed(e);
        }
        await(keys, answers);
    }

    private void await(List<AppendedLetter> keys, List<Future<RecordMetadata>> answers) {
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

    private ProducerRecord<byte[], byte[]> record(LetterId key, DeadLetter letter) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, text(key.toString()), letter.value());
        Headers headers = record.headers();
        headers.add("code", text(letter.code().name()));
        headers.add("reason", text(letter.reason()));
        letter.table().ifPresent(table -> headers.add("table", text(table.toString())));
        letter.version().ifPresent(version -> headers.add("version", text(version.toString())));
        if (letter.key() != null) {
            headers.add("key", letter.key());
        }
        headers.add(LOGGED_AT, text(Long.toString(letter.at().loggedAtMillis())));
        letter.headers().forEach(headers::add);
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
        settings.put("max.request.size", ChangeStreamTopics.MAX_LETTER_BYTES);
        settings.put("buffer.memory", ChangeStreamTopics.MAX_LETTER_BYTES + 8L * 1024 * 1024);
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
