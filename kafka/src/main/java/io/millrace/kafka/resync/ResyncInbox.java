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
public final class ResyncInbox implements AutoCloseable {
    private final RequestConsumer<ResyncRequest> consumer;

    /** Where in the topic those stand that were handed out and are not done, by id: what was appended twice is one request. */
    private final Map<String, List<Long>> offsets = new HashMap<>();

    private ResyncInbox(RequestConsumer<ResyncRequest> consumer) {
        this.consumer = consumer;
    }

    /**
     * @param topics of the source; its signal topic must exist
     * @throws LogException where Kafka does not answer
     */
    public static ResyncInbox open(Brokers brokers, ChangeStreamTopics topics) {
        return new ResyncInbox(
                RequestConsumer.open(brokers, topics.signals(), record -> ResyncJson.request(record.value())));
    }

    /** What was noted last about a request that was not done, by this process or one before it; empty for nothing. */
    public String note() {
        return consumer.note();
    }

    /**
     * Notes something about a request, for whoever has to go on with it.
     *
     * @param text of up to 4,000 bytes; empty: nothing
     * @throws LogException where Kafka does not answer; then it may be noted or not
     */
    public void note(String text) {
        consumer.note(text);
    }

    /**
     * Requests that have not been handed out by this object yet, oldest first; none when the time is over.
     *
     * @throws LogException where Kafka does not answer
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
     * What is done, with all that stands before it, is not handed out again.
     *
     * @param text what is noted from here on: {@link #note(String)}
     * @throws LogException where Kafka does not answer; then they may be handed out again
     */
    public void done(Collection<ResyncRequest> requests, String text) {
        consumer.done(forget(requests), text);
    }

    /** The same, and what is noted stays. */
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
