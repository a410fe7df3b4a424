package io.millrace.kafka;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends blocks of changes to the change stream. Senders wait while too many blocks are not yet durable. Unusable
 * after a failure. Thread-safe.
 */
public final class ChangeStreamProducer implements AutoCloseable {
    /** Bytes that may wait for Kafka at a time; one block may be larger. */
    private static final long IN_FLIGHT = 8L * 1024 * 1024;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final Map<Integer, Long> next = new TreeMap<>();

    /** Numbers of the blocks that are not durable yet. */
    private final SortedSet<Long> open = new TreeSet<>();

    private long sent;
    private long inFlight;
    private @Nullable Exception failure;

    ChangeStreamProducer(Producer<byte[], byte[]> producer, String topic) {
        this.producer = requireNonNull(producer, "producer is null");
        this.topic = requireNonNull(topic, "topic is null");
    }

    /**
     * @param topics of the source; its change stream must exist
     * @throws LogException if the address is none
     */
    public static ChangeStreamProducer open(Brokers brokers, ChangeStreamTopics topics) {
        Map<String, Object> settings = KafkaClients.common(brokers);
        settings.put("client.id", "millrace-loads");
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "lz4");
        settings.put("linger.ms", 0);
        settings.put("batch.size", 256 * 1024);
        settings.put("max.request.size", ChangeStreamTopics.MAX_RECORD_BYTES);
        // As much as one block needs; IN_FLIGHT is the limit.
        settings.put("buffer.memory", ChangeStreamTopics.MAX_RECORD_BYTES + 2 * IN_FLIGHT);
        settings.put("max.block.ms", 30_000);
        settings.put("request.timeout.ms", 15_000);
        settings.put("delivery.timeout.ms", 60_000);
        try {
            return new ChangeStreamProducer(
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()),
                    topics.changes());
        } catch (KafkaException e) {
            throw new LogException("Kafka cannot be asked: check log.bootstrapServers.", e);
        }
    }

    /** Called when a block is durable. */
    @FunctionalInterface
    public interface Durable {
        /** @param next the offset after the block */
        void durable(int partition, long next);
    }

    /**
     * Appends a block asynchronously: {@link #flush} waits until it is durable.
     *
     * @param durable called by another thread
     * @throws LogException if this block or an earlier one failed
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback gets the same.
    public void send(int partition, byte[] block, Durable durable) throws InterruptedException {
        long number = await(block.length);
        try {
            producer.send(new ProducerRecord<>(topic, partition, null, block), (at, refused) -> {
                if (refused == null) {
                    durable.durable(partition, at.offset() + 1);
                }
                done(number, block.length, at, refused);
            });
        } catch (KafkaException | IllegalStateException e) {
            // Closed concurrently, if it is no KafkaException.
            done(number, block.length, null, e);
            throw failed(e);
        }
    }

    private synchronized long await(int bytes) throws InterruptedException {
        while (failure == null && inFlight > 0 && inFlight + bytes > IN_FLIGHT) {
            wait();
        }
        if (failure != null) {
            throw failed(failure);
        }
        inFlight += bytes;
        open.add(++sent);
        return sent;
    }

    private synchronized void done(long number, int bytes, @Nullable RecordMetadata at, @Nullable Exception refused) {
        inFlight -= bytes;
        open.remove(number);
        if (refused != null) {
            failure = failure == null ? refused : failure;
        } else if (at != null) {
            next.merge(at.partition(), at.offset() + 1, Math::max);
        }
        notifyAll();
    }

    /**
     * Returns when all that was sent before the call is durable.
     *
     * @return by partition, an offset after all of it; partitions without a block are left out
     * @throws LogException if a block failed
     */
    public synchronized Map<Integer, Long> flush() throws InterruptedException {
        long last = sent;
        while (failure == null && !open.isEmpty() && open.first() <= last) {
            wait();
        }
        if (failure != null) {
            throw failed(failure);
        }
        return Map.copyOf(next);
    }

    private LogException failed(Exception cause) {
        return new LogException(
                cause instanceof RecordTooLargeException
                        ? "A row has more than " + ChangeStreamTopics.MAX_RECORD_BYTES / (1024 * 1024) + " MiB: topic "
                                + topic + " does not accept it"
                        : "Could not append to topic " + topic + ": " + cause.getMessage(),
                cause);
    }

    /** Concurrent callers get a {@link LogException}. */
    @Override
    public void close() {
        synchronized (this) {
            failure = failure == null ? new KafkaException("the producer is closed") : failure;
            notifyAll();
        }
        producer.close(java.time.Duration.ofSeconds(5));
    }
}
