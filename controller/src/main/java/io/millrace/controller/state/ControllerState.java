package io.millrace.controller.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.Config;
import io.millrace.controller.lease.Lease;
import io.millrace.kafka.LogException;
import io.millrace.kafka.StateTopic;
import io.millrace.wiring.KafkaWiring;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the controller must remember, by key, in the topic of the state. Read once when it is first asked for, then held
 * in memory: nobody else writes while this controller has the lease. Thread-safe.
 */
public final class ControllerState implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final @Nullable Supplier<StateTopic> opener;
    private final Lease lease;
    private @Nullable StateTopic topic;
    private @Nullable Map<String, JsonNode> known;

    private ControllerState(@Nullable Supplier<StateTopic> opener, Lease lease) {
        this.opener = opener;
        this.lease = lease;
    }

    /**
     * In Kafka; the topic must exist before the first use.
     *
     * @param config complete
     * @param lease asked before anything is written
     */
    public static ControllerState inKafka(Config config, Lease lease) {
        return new ControllerState(
                () -> StateTopic.open(KafkaWiring.brokers(config), KafkaWiring.topics(config), Clock.systemUTC()),
                lease);
    }

    /** For as long as the process lives: for tests. */
    public static ControllerState inMemory() {
        return new ControllerState(null, Lease.ALWAYS);
    }

    /**
     * Returns the state of a key as JSON.
     *
     * @return empty if there is none
     * @throws LogException if Kafka does not answer
     */
    synchronized String read(String key) {
        JsonNode state = known().get(key);
        return state == null ? "" : state.toString();
    }

    /**
     * Replaces the state of a key; it is durable when this returns. Where this fails, the former state counts.
     *
     * @param json of one object
     * @throws LogException if Kafka does not take it
     */
    synchronized void write(String key, String json) {
        JsonNode state = parse(json);
        Map<String, JsonNode> all = known();
        write(key, state);
        all.put(key, state);
    }

    private void write(String key, JsonNode state) {
        lease.require();
        StateTopic to = topic();
        if (to != null) {
            to.write(key, state);
        }
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("state that is no JSON", e);
        }
    }

    /** Another controller may have acted: all is read again. */
    public synchronized void readAgain() {
        if (opener != null) {
            known = null;
        }
    }

    /**
     * Writes all that is known once more: the topic was deleted and is there again.
     *
     * @throws LogException if Kafka does not take it
     */
    public synchronized void writeAgain() {
        if (known != null) {
            known.forEach(this::write);
        }
    }

    private Map<String, JsonNode> known() {
        Map<String, JsonNode> all = known;
        if (all == null) {
            StateTopic from = topic();
            all = from == null ? new TreeMap<>() : from.read();
            known = all;
        }
        return all;
    }

    private @Nullable StateTopic topic() {
        if (topic == null && opener != null) {
            topic = opener.get();
        }
        return topic;
    }

    @Override
    public synchronized void close() {
        if (topic != null) {
            topic.close();
            topic = null;
        }
    }
}
