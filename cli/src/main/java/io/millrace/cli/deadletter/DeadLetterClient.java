package io.millrace.cli.deadletter;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.error.CliException;
import io.millrace.cli.ops.OpsClient;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code millrace dead-letters} does, by the API of ops. */
public final class DeadLetterClient {
    private static final String DEAD_LETTERS_PATH = "/api/dead-letters";
    private static final Set<String> BAD = Set.of("rejected", "refused");

    private final OpsClient ops;
    private String topic = "";

    public DeadLetterClient(OpsClient ops) {
        this.ops = requireNonNull(ops, "ops is null");
    }

    /** The change stream's topic, with which the full name of a dead letter begins. */
    public String topic() throws InterruptedException {
        if (topic.isEmpty()) {
            topic = ops.get("/api/site").path("topic").asText();
        }
        return topic;
    }

    /**
     * What was done or would be done.
     *
     * @param good whether nothing was refused, rejected or left open
     */
    public record Report(JsonNode json, List<String> lines, boolean good) {}

    public JsonNode groups() throws InterruptedException {
        return ops.get(DEAD_LETTERS_PATH + "/groups");
    }

    public List<String> text(JsonNode groups) {
        return groups.isEmpty() ? List.of("no dead letters") : DeadLetterText.groups(groups);
    }

    /** All dead letters, latest first. */
    public ArrayNode deadLetters(@Nullable String code, @Nullable String table, @Nullable String status)
            throws InterruptedException {
        ArrayNode deadLetters = JsonNodeFactory.instance.arrayNode();
        String query = DEAD_LETTERS_PATH + "?limit=500" + parameter("code", code) + parameter("table", table)
                + parameter("status", status);
        String before = "";
        while (true) {
            JsonNode page = ops.get(query + before);
            page.path("deadLetters").forEach(deadLetters::add);
            if (!page.has("next")) {
                return deadLetters;
            }
            before = parameter("before", page.path("next").asText());
        }
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + OpsClient.encoded(value);
    }

    public String line(JsonNode deadLetter) {
        return DeadLetterText.deadLetter(deadLetter);
    }

    private String path(String deadLetter) throws InterruptedException {
        String[] name = DeadLetterOptions.full(deadLetter, topic()).split("/", 3);
        if (name.length < 3) {
            throw new CliException(
                    "'" + deadLetter + "' names no letter: partition/offset, as `list --each` shows them");
        }
        return OpsClient.encoded(name[0]) + "/" + OpsClient.encoded(name[1]) + "/" + OpsClient.encoded(name[2]);
    }

    public JsonNode detail(String deadLetter) throws InterruptedException {
        return ops.get(DEAD_LETTERS_PATH + "/" + path(deadLetter));
    }

    public List<String> show(String deadLetter) throws InterruptedException {
        return DeadLetterText.detail(detail(deadLetter));
    }

    /** Copies the record's value, byte for byte. */
    public void value(String deadLetter, OutputStream out) throws InterruptedException {
        ops.download(DEAD_LETTERS_PATH + "/" + path(deadLetter) + "/value", out);
    }

    public Report dryRun(ObjectNode command, EditOptions edit) throws IOException, InterruptedException {
        edit.into(command);
        JsonNode result = ops.post(DEAD_LETTERS_PATH + "/dry-run", command);
        List<String> lines = new ArrayList<>();
        boolean good = true;
        for (JsonNode verdict : result.path("verdicts")) {
            lines.add(DeadLetterText.verdict(verdict));
            good &= !BAD.contains(verdict.path("outcome").asText());
        }
        long shown = result.path("verdicts").size();
        lines.add(shown + " of " + result.path("total").asText() + " dead letters checked, nothing was changed");
        return new Report(result, lines, good);
    }

    public Report replay(ObjectNode command, EditOptions edit, Duration timeout)
            throws IOException, InterruptedException {
        edit.into(command);
        DeadLetterRequests requests = new DeadLetterRequests(ops);
        DeadLetterRequests.Outcome outcome = requests.send(DEAD_LETTERS_PATH + "/replay", command);
        ObjectNode sum = requests.await(outcome, timeout);
        List<String> lines = refused(outcome);
        lines.add(outcome.done() + " sent again: " + sum.path("landed").asText() + " landed, "
                + sum.path("failed").asText() + " rejected again, "
                + sum.path("waiting").asText() + " in progress");
        boolean good = outcome.refused().isEmpty()
                && sum.path("failed").asLong() == 0
                && sum.path("waiting").asLong() == 0;
        return new Report(json(outcome, sum), lines, good);
    }

    public Report discard(ObjectNode command) throws InterruptedException {
        DeadLetterRequests.Outcome outcome = new DeadLetterRequests(ops).send(DEAD_LETTERS_PATH + "/discard", command);
        List<String> lines = refused(outcome);
        lines.add(outcome.done() + " discarded; they are kept, and can be replayed by name");
        return new Report(
                json(outcome, JsonNodeFactory.instance.objectNode()),
                lines,
                outcome.refused().isEmpty());
    }

    private static List<String> refused(DeadLetterRequests.Outcome outcome) {
        List<String> lines = new ArrayList<>();
        outcome.refused().forEach(verdict -> lines.add(DeadLetterText.verdict(verdict)));
        return lines;
    }

    private static ObjectNode json(DeadLetterRequests.Outcome outcome, ObjectNode sum) {
        sum.put("done", outcome.done());
        sum.set("refused", outcome.refused());
        ArrayNode names = sum.putArray("requests");
        outcome.names().forEach(names::add);
        return sum;
    }
}
