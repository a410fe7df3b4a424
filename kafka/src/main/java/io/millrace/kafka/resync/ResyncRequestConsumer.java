package io.millrace.kafka.resync;

import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.LogException;
import io.millrace.kafka.RequestConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The requests for loads that nobody has taken care of yet. For one thread, of one process at a time. */
public final class ResyncRequestConsumer implements AutoCloseable {
    private final RequestConsumer<ResyncRequest> consumer;

    /** Where in the topic those stand that were handed out and are not done, by id: what was appended twice is one request. */
    private final Map<String, List<Long>> offsets = new HashMap<>();

    private ResyncRequestConsumer(RequestConsumer<ResyncRequest> consumer) {
        this.consumer = consumer;
    }

    /**
     * @param topics of the source; its signal topic must exist
     * @throws LogException if Kafka does not answer
     */
    public static ResyncRequestConsumer open(Brokers brokers, ChangeStreamTopics topics) {
        return new ResyncRequestConsumer(
                RequestConsumer.open(brokers, topics.signals(), record -> ResyncJson.request(record.value())));
    }

    /** The metadata stored last with the offset, by this process or an earlier one; empty for none. */
    public String metadata() {
        return consumer.metadata();
    }

    /**
     * Stores metadata about a request, for the process that continues with it.
     *
     * @param text of up to 4,000 bytes; empty: none
     * @throws LogException if Kafka does not answer; then it may be stored or not
     */
    public void metadata(String text) {
        consumer.metadata(text);
    }

    /**
     * Requests that this object has not returned yet, oldest first; none after the timeout.
     *
     * @throws LogException if Kafka does not answer
     */
    public List<ResyncRequest> next(Duration time) {
        List<ResyncRequest> requests = new ArrayList<>();
        for (RequestConsumer.Taken<ResyncRequest> taken : consumer.next(time)) {
            String id = taken.request().id();
            if (!offsets.containsKey(id)) {
                requests.add(taken.request());
            }
            offsets.computeIfAbsent(id, unknown -> new ArrayList<>()).add(taken.offset());
        }
        return requests;
    }

    /**
     * Marks requests as done: with all before them they are not returned again.
     *
     * @param text the metadata from here on: {@link #metadata(String)}
     * @throws LogException if Kafka does not answer; then they may be returned again
     */
    public void done(Collection<ResyncRequest> requests, String text) {
        consumer.done(forget(requests), text);
    }

    /** The same, keeping the metadata. */
    public void done(Collection<ResyncRequest> requests) {
        consumer.done(forget(requests));
    }

    private List<Long> forget(Collection<ResyncRequest> requests) {
        List<Long> all = new ArrayList<>();
        requests.forEach(request -> {
            List<Long> known = offsets.remove(request.id());
            if (known != null) {
                all.addAll(known);
            }
        });
        return all;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
