package io.millrace.cli.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.ops.OpsClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Requests about any number of dead letters, in as many calls as needed. */
final class DeadLetterRequests {
    private static final long POLL_MILLIS = 200;

    private final OpsClient ops;

    DeadLetterRequests(OpsClient ops) {
        this.ops = ops;
    }

    /**
     * The outcome of a request.
     *
     * @param done how many dead letters were sent or discarded
     * @param refused verdicts on those that were not
     * @param names of the requests that it took
     */
    record Outcome(long done, ArrayNode refused, List<String> names) {}

    /** Replays or discards all that are meant. */
    Outcome send(String path, ObjectNode command) throws InterruptedException {
        ArrayNode refused = JsonNodeFactory.instance.arrayNode();
        List<String> names = new ArrayList<>();
        long done = 0;
        while (true) {
            JsonNode receipt = ops.post(path, command);
            done += receipt.path("done").asLong();
            receipt.path("refused").forEach(refused::add);
            names.add(receipt.path("request").asText());
            if (!receipt.has("next")) {
                return new Outcome(done, refused, names);
            }
            command.put("after", receipt.path("next").asText());
        }
    }

    /** Waits for the outcome of replays, until all are known or the timeout. */
    ObjectNode await(Outcome outcome, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            ObjectNode sum = JsonNodeFactory.instance.objectNode();
            for (String counted : List.of("landed", "failed", "waiting")) {
                sum.put(counted, 0L);
            }
            for (String name : outcome.names()) {
                // A request of which every dead letter was refused is not known.
                if (outcome.done() > 0) {
                    add(sum, ops.get("/api/dead-letters/requests/" + name));
                }
            }
            if (sum.path("waiting").asLong() == 0 || System.nanoTime() > deadline) {
                return sum;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static void add(ObjectNode sum, JsonNode request) {
        sum.fieldNames()
                .forEachRemaining(name -> sum.put(
                        name, sum.path(name).asLong() + request.path(name).asLong()));
    }
}
