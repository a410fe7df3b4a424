package io.millrace.kafka;

import io.millrace.core.error.LetterId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Finds the letters that were appended after the last record of progress: a crash in between makes their records come
 * again. Letters are appended in the order in which progress is made, so they stand at the end of the topic; it is read
 * backwards, a stretch at a time, until a stretch holds none of them.
 */
final class UnfinishedLetters {
    private static final int STRETCH = 1_000;
    private static final Duration POLL = Duration.ofMillis(200);
    /** Of polls in a row without a record, before Kafka counts as silent: 15 s. */
    private static final int SILENT_POLLS = 75;

    private final Brokers brokers;

    UnfinishedLetters(Brokers brokers) {
        this.brokers = brokers;
    }

    Set<AppendedLetter> find(String letters, String changes, Map<Integer, Long> progress) {
        TopicPartition only = new TopicPartition(letters, 0);
        Set<AppendedLetter> found = new HashSet<>();
        try (Consumer<byte[], byte[]> consumer = KafkaClients.made(() -> new KafkaConsumer<>(settings()))) {
            consumer.assign(List.of(only));
            long begin = consumer.beginningOffsets(List.of(only)).getOrDefault(only, 0L);
            long until = consumer.endOffsets(List.of(only)).getOrDefault(only, 0L);
            while (until > begin) {
                long from = Math.max(begin, until - STRETCH);
                int before = found.size();
                consumer.seek(only, from);
                read(consumer, only, until, changes, progress, found);
                if (found.size() == before) {
                    break;
                }
                until = from;
            }
            return found;
        } catch (KafkaException e) {
            throw new LogException("Could not read topic " + letters + ": " + e.getMessage(), e);
        }
    }

    private static void read(
            Consumer<byte[], byte[]> consumer,
            TopicPartition only,
            long until,
            String changes,
            Map<Integer, Long> progress,
            Set<AppendedLetter> found) {
        int silent = 0;
        while (consumer.position(only) < until) {
            boolean none = true;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                none = false;
                if (record.offset() < until && record.key() != null) {
                    LetterId.parse(new String(record.key(), StandardCharsets.UTF_8))
                            .filter(key -> key.topic().equals(changes)
                                    && key.offset() >= progress.getOrDefault(key.partition(), 0L))
                            .ifPresent(id -> found.add(new AppendedLetter(id, loggedAt(record))));
                }
            }
            silent = none ? silent + 1 : 0;
            if (silent > SILENT_POLLS) {
                throw new LogException("Kafka does not answer, so could not read topic " + only.topic() + ".", null);
            }
        }
    }

    /** -1, which is no letter's time, where the record does not say. */
    private static long loggedAt(ConsumerRecord<byte[], byte[]> letter) {
        Header header = letter.headers().lastHeader(DeadLetterLog.LOGGED_AT);
        return header == null ? -1 : Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = KafkaClients.common(brokers);
        settings.put("client.id", "millrace-unfinished-letters");
        settings.put("key.deserializer", ByteArrayDeserializer.class);
        settings.put("value.deserializer", ByteArrayDeserializer.class);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("allow.auto.create.topics", false);
        settings.put("default.api.timeout.ms", 15_000);
        return settings;
    }
}
