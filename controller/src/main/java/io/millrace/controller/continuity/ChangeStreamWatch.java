package io.millrace.controller.continuity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.controller.state.StateEntry;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.LogException;
import io.millrace.kafka.StreamOffsets.Last;
import io.millrace.kafka.StreamTail;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * Detects that the change stream was truncated, even if it has grown again: by a power cut of a broker without
 * replicas, or the election of a leader that lacked records. The source's slot is past what was lost. What the pipeline
 * had read is left to the pipeline, which detects it by its own progress.
 *
 * <p>Each check records the last record of each partition and verifies that of the check before. So a loss of only
 * newer records is not detected. Not thread-safe.
 */
public final class ChangeStreamWatch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "id";

    private final Brokers brokers;
    private final String topic;
    private final StateEntry seen;
    private final Supplier<Optional<Map<Integer, Long>>> landed;

    /**
     * @param seen what was seen last, from one start to the next
     * @param landed by partition the offset before which everything is in the warehouse; empty while unknown
     */
    public ChangeStreamWatch(
            Brokers brokers,
            ChangeStreamTopics topics,
            StateEntry seen,
            Supplier<Optional<Map<Integer, Long>>> landed) {
        this.brokers = brokers;
        this.topic = topics.changes();
        this.seen = seen;
        this.landed = landed;
    }

    /** Handles a loss, given a description of it. */
    @FunctionalInterface
    public interface Loss {
        void happened(String reason);
    }

    /**
     * Checks.
     *
     * @param loss called if something was lost that had not landed; if it fails, the next check detects the loss again
     * @throws LogException if Kafka does not answer
     */
    public void look(Admin admin, Loss loss) {
        Optional<StreamTail> found = StreamTail.of(admin, topic);
        if (found.isEmpty()) {
            return;
        }
        StreamTail before = before();
        StreamTail now = found.get();
        if (before.id().equals(now.id())) {
            Map<Integer, Last> doubtful = new TreeMap<>(before.records());
            doubtful.keySet().retainAll(before.doubtful(now));
            Map<Integer, String> lost = StreamTail.lost(admin, brokers, topic, doubtful);
            if (!lost.isEmpty() && !hasLanded(before, lost.keySet())) {
                loss.happened("topic " + topic + " was cut off: " + String.join(", ", lost.values()));
            }
        }
        if (!now.equals(before)) {
            seen.write(text(now));
        }
    }

    private boolean hasLanded(StreamTail before, Set<Integer> partitions) {
        return landed.get()
                .filter(next -> before.records().entrySet().stream()
                        .filter(record -> partitions.contains(record.getKey()))
                        .allMatch(record -> next.getOrDefault(record.getKey(), 0L)
                                > record.getValue().offset()))
                .isPresent();
    }

    private static String text(StreamTail tail) {
        ObjectNode json = JSON.createObjectNode().put(ID, tail.id());
        tail.records()
                .forEach((partition, last) -> json.putArray(partition.toString())
                        .add(last.offset())
                        .add(last.loggedAtMillis())
                        .add(last.epoch()));
        return json.toString();
    }

    private StreamTail before() {
        Map<Integer, Last> records = new TreeMap<>();
        try {
            JsonNode json = JSON.readTree(seen.read());
            json.properties().forEach(entry -> {
                if (entry.getValue() instanceof ArrayNode last) {
                    records.put(
                            Integer.parseInt(entry.getKey()),
                            new Last(
                                    last.path(0).asLong(),
                                    last.path(1).asLong(),
                                    last.path(2).asInt()));
                }
            });
            return new StreamTail(json.path(ID).asText(), 0, records);
        } catch (JsonProcessingException | NumberFormatException e) {
            // As if this were the first check.
            return new StreamTail("", 0, Map.of());
        }
    }
}
