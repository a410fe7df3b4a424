package io.millrace.kafka;

import io.millrace.core.error.DeadLetterId;
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
 * Finds the dead letters that were appended after the last recorded progress: after a crash in between their records
 * are read again. Dead letters are appended in the order of progress, so they are at the end of the topic, which is
 * read backwards in ranges until one contains none of them.
 */
final class UnrecordedDeadLetters {
    private static final int STRETCH = 1_000;
    private static final Duration POLL = Duration.ofMillis(200);
    /** Consecutive empty polls until Kafka counts as unresponsive: 15 s. */
    private static final int SILENT_POLLS = 75;

    private final Brokers brokers;

    UnrecordedDeadLetters(Brokers brokers) {
        this.brokers = brokers;
    }

    Set<AppendedDeadLetter> find(String deadLetters, String changes, Map<Integer, Long> progress) {
        TopicPartition only = new TopicPartition(deadLetters, 0);
        Set<AppendedDeadLetter> found = new HashSet<>();
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
            throw new LogException("Could not read topic " + deadLetters + ": " + e.getMessage(), e);
        }
    }

    private static void read(
            Consumer<byte[], byte[]> consumer,
            TopicPartition only,
            long until,
            String changes,
            Map<Integer, Long> progress,
            Set<AppendedDeadLetter> found) {
        int silent = 0;
        while (consumer.position(only) < until) {
            boolean none = true;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                none = false;
                if (record.offset() < until && record.key() != null) {
                    DeadLetterId.parse(new String(record.key(), StandardCharsets.UTF_8))
                            .filter(key -> key.topic().equals(changes)
                                    && key.offset() >= progress.getOrDefault(key.partition(), 0L))
                            .ifPresent(id -> found.add(new AppendedDeadLetter(id, loggedAt(record))));
                }
            }
            silent = none ? silent + 1 : 0;
            if (silent > SILENT_POLLS) {
                throw new LogException("Kafka does not answer, so could not read topic " + only.topic() + ".", null);
            }
        }
    }

    /** -1, which is not a valid time, if the record has none. */
    private static long loggedAt(ConsumerRecord<byte[], byte[]> deadLetter) {
        Header header = deadLetter.headers().lastHeader(DeadLetterLog.LOGGED_AT);
        return header == null ? -1 : Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = KafkaClients.common(brokers);
        settings.put("client.id", "millrace-unrecorded-dead-letters");
        settings.put("key.deserializer", ByteArrayDeserializer.class);
        settings.put("value.deserializer", ByteArrayDeserializer.class);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("allow.auto.create.topics", false);
        settings.put("default.api.timeout.ms", 15_000);
        return settings;
    }
}
