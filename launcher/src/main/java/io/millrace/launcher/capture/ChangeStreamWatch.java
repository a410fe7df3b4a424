package io.millrace.launcher.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.kafka.Brokers;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.LogException;
import io.millrace.kafka.StreamOffsets;
import io.millrace.kafka.StreamOffsets.Last;
import io.millrace.kafka.StreamRecords;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * Notices that the change stream was cut off, also where it has grown again: by a power cut of a broker without replicas, or the
 * election of a leader that lacked records. The source's slot is past what was lost, so nothing brings it again. What the pipeline
 * had read is left to the pipeline, which notices it by its own progress.
 *
 * <p>Each look notes the last record of each partition, and finds the one of the look before still there or not. So what the log took
 * since the last look, and lost alone, is not noticed. For one thread.
 */
final class ChangeStreamWatch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "id";

    private final Brokers brokers;
    private final String topic;
    private final CatalogueMemory memory;
    private final Supplier<Optional<Map<Integer, Long>>> landed;

    /**
     * @param memory keeps what was seen from one start to the next
     * @param landed by partition the offset before which everything is in the warehouse; empty while that cannot be told
     */
    ChangeStreamWatch(
            Brokers brokers,
            ChangeStreamTopics topics,
            CatalogueMemory memory,
            Supplier<Optional<Map<Integer, Long>>> landed) {
        this.brokers = brokers;
        this.topic = topics.changes();
        this.memory = memory;
        this.landed = landed;
    }

    /** What was seen of a topic. */
    private record Seen(String id, Map<Integer, Last> records) {}

    /** Does what a loss asks for; what it says is for people. */
    @FunctionalInterface
    interface Loss {
        void happened(String reason);
    }

    /**
     * Looks.
     *
     * @param loss called where something was lost that had not landed; should it fail, the next look finds the loss again
     * @throws LogException where Kafka does not answer
     */
    void look(Admin admin, Loss loss) {
        StreamOffsets offsets = new StreamOffsets(admin);
        Optional<String> id = offsets.id(topic);
        if (id.isEmpty()) {
            return;
        }
        Seen before = recall();
        Seen now = new Seen(id.get(), offsets.last(topic));
        if (before.id().equals(now.id())) {
            Map<Integer, String> cut = cut(before, now, offsets);
            if (!cut.isEmpty() && !hasLanded(before, cut)) {
                loss.happened("topic " + topic + " was cut off: " + String.join(", ", cut.values()));
            }
        }
        if (!now.equals(before)) {
            memory.keep(text(now));
        }
    }

    /** What became of the records seen before, by partition; those that are still there, or expired, are left out. */
    private Map<Integer, String> cut(Seen before, Seen now, StreamOffsets offsets) {
        Map<Integer, String> cut = new TreeMap<>();
        Map<Integer, Last> doubtful = new TreeMap<>();
        before.records().forEach((partition, last) -> {
            Last latest = now.records().get(partition);
            boolean sameLeader = latest != null && latest.epoch() == last.epoch() && latest.epoch() >= 0;
            if (!sameLeader || latest.offset() < last.offset()) {
                doubtful.put(partition, last);
            }
        });
        if (doubtful.isEmpty()) {
            return cut;
        }
        Map<Integer, Long> begin = offsets.begin(topic);
        Map<Integer, Long> end = offsets.end(topic);
        try (StreamRecords records = StreamRecords.open(brokers, topic)) {
            doubtful.forEach((partition, last) -> {
                long ends = end.getOrDefault(partition, 0L);
                if (ends <= last.offset()) {
                    cut.put(
                            partition,
                            "partition " + partition + " ends at offset " + ends + " and had a record at "
                                    + last.offset());
                } else if (begin.getOrDefault(partition, 0L) <= last.offset() && !holds(records, partition, last)) {
                    cut.put(
                            partition,
                            "partition " + partition + " has another record at offset " + last.offset() + " than before");
                }
            });
        }
        return cut;
    }

    private static boolean holds(StreamRecords records, int partition, Last last) {
        // One that has expired meanwhile was not cut off.
        AtomicBoolean another = new AtomicBoolean();
        records.read(partition, last.offset(), record -> {
            another.set(record.at().offset() == last.offset()
                    && record.at().loggedAtMillis() != last.loggedAtMillis());
            return false;
        });
        return !another.get();
    }

    private boolean hasLanded(Seen before, Map<Integer, String> cut) {
        return landed.get()
                .filter(next -> before.records().entrySet().stream()
                        .filter(record -> cut.containsKey(record.getKey()))
                        .allMatch(record -> next.getOrDefault(record.getKey(), 0L)
                                > record.getValue().offset()))
                .isPresent();
    }

    private static String text(Seen seen) {
        ObjectNode json = JSON.createObjectNode().put(ID, seen.id());
        seen.records().forEach((partition, last) -> json.putArray(partition.toString())
                .add(last.offset())
                .add(last.loggedAtMillis())
                .add(last.epoch()));
        return json.toString();
    }

    private Seen recall() {
        Map<Integer, Last> records = new TreeMap<>();
        try {
            JsonNode json = JSON.readTree(memory.recall());
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
            return new Seen(json.path(ID).asText(), records);
        } catch (JsonProcessingException | NumberFormatException e) {
            // As if nothing had been seen.
            return new Seen("", Map.of());
        }
    }
}
