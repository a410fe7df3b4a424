package io.millrace.kafka.control;

import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.LogException;
import io.millrace.kafka.RequestConsumer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The control requests that are not carried out. For one thread, of the controller that has the lease. */
public final class ControlConsumer implements AutoCloseable {
    private final RequestConsumer<Parsed> consumer;

    private ControlConsumer(RequestConsumer<Parsed> consumer) {
        this.consumer = consumer;
    }

    private record Parsed(String id, Optional<ControlRequest> request, String refusal) {}

    /**
     * A record of the topic.
     *
     * @param offset where it stands
     * @param id of the request; empty for a record that has none
     * @param request empty if the record is none that this version can carry out
     * @param refusal why it is none, in a sentence without its subject; else empty
     */
    public record Received(long offset, String id, Optional<ControlRequest> request, String refusal) {}

    /**
     * @param topics of the source; its control topic must exist
     * @throws LogException if Kafka does not answer
     */
    public static ControlConsumer open(Brokers brokers, ChangeStreamTopics topics) {
        return new ControlConsumer(RequestConsumer.open(brokers, topics.control(), ControlConsumer::parse));
    }

    /** Nothing is skipped in silence: what is no request is received with the reason. */
    private static Optional<Parsed> parse(ConsumerRecord<byte[], byte[]> record) {
        try {
            ControlRequest request = ControlJson.read(record.value());
            return Optional.of(new Parsed(request.id(), Optional.of(request), ""));
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    new Parsed(ControlJson.id(record.value()), Optional.empty(), String.valueOf(e.getMessage())));
        }
    }

    /**
     * Records that this object has not returned yet, oldest first; none when the time is over.
     *
     * @throws LogException if Kafka does not answer
     */
    public List<Received> next(Duration time) {
        return consumer.next(time).stream()
                .map(taken -> new Received(
                        taken.offset(),
                        taken.request().id(),
                        taken.request().request(),
                        taken.request().refusal()))
                .toList();
    }

    /**
     * What is done is not returned again, also to a later process.
     *
     * @throws LogException if Kafka does not answer; then it may be returned again
     */
    public void done(List<Received> requests) {
        consumer.done(requests.stream().map(Received::offset).toList());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
