package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
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
 * The requests of a topic with one partition that are not done. For one thread, of one process at a time.
 *
 * <p>Requests that are done are committed and then deleted from the topic: brokers expire a committed offset after
 * {@code offsets.retention.minutes}, seven days by default, even while its consumer is active, but the begin of the
 * topic stays. The offset is committed again each hour, for its metadata, and for a broker that does not allow deletes.
 *
 * @param <T> a request
 */
public final class RequestConsumer<T> implements AutoCloseable {
    private static final Duration COMPANY = Duration.ofMillis(50);
    private static final int MAX_TOGETHER = 10_000;
    private static final long COMMIT_AGAIN_NANOS = Duration.ofHours(1).toNanos();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Admin admin;
    private final Function<ConsumerRecord<byte[], byte[]>, Optional<T>> parser;

    /** Offsets of the requests that were returned and are not done. */
    private final TreeSet<Long> open = new TreeSet<>();

    private String metadata = "";
    private long deletedBefore;
    private long committedAt = System.nanoTime();

    private RequestConsumer(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            Admin admin,
            Function<ConsumerRecord<byte[], byte[]>, Optional<T>> parser) {
        this.consumer = consumer;
        this.partition = partition;
        this.admin = admin;
        this.parser = parser;
    }

    /**
     * A request.
     *
     * @param offset where it stands in the topic
     */
    public record Taken<T>(long offset, T request) {}

    /**
     * @param topic must exist; the group that commits has its name
     * @param parser makes a request of a record; empty: the record is none, and skipped
     * @throws LogException if Kafka does not answer
     */
    public static <T> RequestConsumer<T> open(
            Brokers brokers, String topic, Function<ConsumerRecord<byte[], byte[]>, Optional<T>> parser) {
        requireNonNull(parser, "parser is null");
        Map<String, Object> settings = KafkaClients.consumerSettings(brokers);
        settings.put("group.id", topic);
        settings.put("auto.offset.reset", "earliest");
        settings.put("max.poll.records", 1_000);
        // A record ends a wait at once: fewer questions while there is none. The end of the consumer waits for its last
        // one.
        settings.put("fetch.max.wait.ms", 2_000);
        KafkaConsumer<byte[], byte[]> consumer = KafkaClients.made(
                () -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        TopicPartition partition = new TopicPartition(topic, 0);
        // Not subscribed: carrying out a request can take longer than a member of a group may be silent.
        consumer.assign(List.of(partition));
        RequestConsumer<T> requests;
        try {
            requests = new RequestConsumer<>(consumer, partition, KafkaClients.admin(brokers), parser);
        } catch (LogException e) {
            consumer.close();
            throw e;
        }
        try {
            OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
            requests.metadata = committed == null || committed.metadata() == null ? "" : committed.metadata();
            requests.commit();
        } catch (LogException e) {
            requests.close();
            throw e;
        } catch (KafkaException e) {
            requests.close();
            throw new LogException("Kafka does not hand out the requests of " + topic + ": " + e.getMessage(), e);
        }
        return requests;
    }

    /** The metadata stored last with the offset, by this process or an earlier one; empty for none. */
    public String metadata() {
        return metadata;
    }

    /**
     * Stores metadata about a request, for the process that continues with it.
     *
     * @param text of up to 4,000 bytes; empty: none
     * @throws LogException if Kafka does not answer; then it may be stored or not
     */
    public void metadata(String text) {
        metadata = text;
        commit();
    }

    /**
     * Requests that this object has not returned yet, oldest first; none when the time is over.
     *
     * @throws LogException if Kafka does not answer
     */
    public List<Taken<T>> next(Duration time) {
        if (System.nanoTime() - committedAt > COMMIT_AGAIN_NANOS) {
            commit();
        }
        try {
            List<Taken<T>> requests = new ArrayList<>();
            boolean more = take(time, requests);
            // What was written together is returned together, so that it can be carried out together.
            while (more && requests.size() < MAX_TOGETHER) {
                more = take(COMPANY, requests);
            }
            return requests;
        } catch (KafkaException e) {
            throw new LogException(
                    "Kafka does not hand out the requests of " + partition.topic() + ": " + e.getMessage(), e);
        }
    }

    private boolean take(Duration time, List<Taken<T>> requests) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(time);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            parser.apply(record).ifPresent(request -> {
                open.add(record.offset());
                requests.add(new Taken<>(record.offset(), request));
            });
        }
        return !records.isEmpty();
    }

    /**
     * What is done, with all that stands before it, is not returned again, also to a later process.
     *
     * @param offsets of requests that {@link #next} returned
     * @throws LogException if Kafka does not answer; then they may be returned again
     */
    public void done(Collection<Long> offsets) {
        open.removeAll(offsets);
        commit();
    }

    /** The same, and stores metadata: {@link #metadata(String)}. */
    public void done(Collection<Long> offsets, String text) {
        metadata = text;
        done(offsets);
    }

    private void commit() {
        try {
            long next = open.isEmpty() ? consumer.position(partition) : open.first();
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next, metadata)));
            committedAt = System.nanoTime();
            if (next > deletedBefore) {
                delete(next);
            }
        } catch (KafkaException e) {
            throw new LogException(
                    "Kafka does not note which requests of " + partition.topic() + " are done: " + e.getMessage(), e);
        }
    }

    /** The offset is committed: if this fails, it is retried with the next one. */
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
