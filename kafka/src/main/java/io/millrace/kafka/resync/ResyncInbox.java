package io.millrace.kafka.resync;

import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The requests that nobody has taken care of yet. For one thread, of one process at a time.
 *
 * <p>What is done is committed and then deleted from the topic: brokers forget a committed position after
 * {@code offsets.retention.minutes}, seven days by default, also while its consumer lives, and where the topic begins is never
 * forgotten. The position is committed again each hour, for what is noted with it, and for a broker that does not let us delete.
 */
public final class ResyncInbox implements AutoCloseable {
    private static final Duration COMPANY = Duration.ofMillis(50);
    private static final int MAX_TOGETHER = 10_000;
    private static final long COMMIT_AGAIN_NANOS = Duration.ofHours(1).toNanos();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Admin admin;

    /** Where in the log those stand that were handed out and are not done, by id. */
    private final Map<String, Long> handedOut = new HashMap<>();

    private String note = "";
    private long deletedBefore;
    private long committedAt = System.nanoTime();

    private ResyncInbox(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, Admin admin) {
        this.consumer = consumer;
        this.partition = partition;
        this.admin = admin;
    }

    /**
     * @param topics of the source; its signal topic must exist
     * @throws LogException where Kafka does not answer
     */
    public static ResyncInbox open(Brokers brokers, ChangeStreamTopics topics) {
        Map<String, Object> settings = KafkaClients.consumerSettings(brokers);
        settings.put("group.id", topics.signals());
        settings.put("auto.offset.reset", "earliest");
        settings.put("max.poll.records", 1_000);
        KafkaConsumer<byte[], byte[]> consumer = KafkaClients.made(
                () -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        TopicPartition partition = new TopicPartition(topics.signals(), 0);
        // Not subscribed: a load can take longer than a member of a group may be silent.
        consumer.assign(List.of(partition));
        ResyncInbox inbox = new ResyncInbox(consumer, partition, KafkaClients.admin(brokers));
        try {
            OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
            inbox.note = committed == null || committed.metadata() == null ? "" : committed.metadata();
            inbox.commit();
        } catch (LogException e) {
            inbox.close();
            throw e;
        } catch (KafkaException e) {
            inbox.close();
            throw new LogException("Kafka does not hand out the signals: " + e.getMessage(), e);
        }
        return inbox;
    }

    /** What was noted last about a request that was not done, by this process or one before it; empty for nothing. */
    public String note() {
        return note;
    }

    /**
     * Notes something about a request, for whoever has to go on with it.
     *
     * @param text of up to 4,000 bytes; empty: nothing
     * @throws LogException where Kafka does not answer; then it may be noted or not
     */
    public void note(String text) {
        note = text;
        commit();
    }

    /**
     * Requests that have not been handed out by this object yet, oldest first; none when the time is over.
     *
     * @throws LogException where Kafka does not answer
     */
    public List<ResyncRequest> next(Duration time) {
        if (System.nanoTime() - committedAt > COMMIT_AGAIN_NANOS) {
            commit();
        }
        try {
            List<ResyncRequest> requests = new ArrayList<>();
            boolean more = take(time, requests);
            // What was written together is handed out together, so that it can be read together.
            while (more && requests.size() < MAX_TOGETHER) {
                more = take(COMPANY, requests);
            }
            return requests;
        } catch (KafkaException e) {
            throw new LogException("Kafka does not hand out the signals: " + e.getMessage(), e);
        }
    }

    private boolean take(Duration time, List<ResyncRequest> requests) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(time);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            ResyncJson.request(record.value()).ifPresent(request -> {
                handedOut.put(request.id(), record.offset());
                requests.add(request);
            });
        }
        return !records.isEmpty();
    }

    /**
     * What is done, with all that stands before it, is not handed out again.
     *
     * @param text what is noted from here on: {@link #note(String)}
     * @throws LogException where Kafka does not answer; then they may be handed out again
     */
    public void done(Collection<ResyncRequest> requests, String text) {
        note = text;
        done(requests);
    }

    /** The same, and what is noted stays. */
    public void done(Collection<ResyncRequest> requests) {
        requests.forEach(request -> handedOut.remove(request.id()));
        commit();
    }

    private void commit() {
        try {
            long next = handedOut.values().stream()
                    .mapToLong(Long::longValue)
                    .min()
                    .orElseGet(() -> consumer.position(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next, note)));
            committedAt = System.nanoTime();
            if (next > deletedBefore) {
                delete(next);
            }
        } catch (KafkaException e) {
            throw new LogException("Kafka does not note that signals are done: " + e.getMessage(), e);
        }
    }

    /** The position is committed: where this fails, it is tried again with the next one. */
    private void delete(long before) {
        try {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
            deletedBefore = before;
        } catch (ExecutionException e) {
            // Without the right to delete, or while the partition has no leader.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}
