package io.millrace.cli.letters;

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
public final class DeadLetterDesk {
    private static final String LETTERS = "/api/dead-letters";
    private static final Set<String> BAD = Set.of("rejected", "refused");

    private final OpsClient ops;
    private String topic = "";

    public DeadLetterDesk(OpsClient ops) {
        this.ops = requireNonNull(ops, "ops is null");
    }

    /** The change stream's topic, with which the full name of a letter begins. */
    public String topic() throws InterruptedException {
        if (topic.isEmpty()) {
            topic = ops.get("/api/site").path("topic").asText();
        }
        return topic;
    }

    /**
     * What was done or would be.
     *
     * @param good whether nothing was refused, rejected or left open
     */
    public record Report(JsonNode json, List<String> lines, boolean good) {}

    public JsonNode groups() throws InterruptedException {
        return ops.get(LETTERS + "/groups");
    }

    public List<String> text(JsonNode groups) {
        return groups.isEmpty() ? List.of("no dead letters") : LetterText.groups(groups);
    }

    /** All letters, latest first. */
    public ArrayNode letters(@Nullable String code, @Nullable String table, @Nullable String status)
            throws InterruptedException {
        ArrayNode letters = JsonNodeFactory.instance.arrayNode();
        String query = LETTERS + "?limit=500" + parameter("code", code) + parameter("table", table)
                + parameter("status", status);
        String before = "";
        while (true) {
            JsonNode page = ops.get(query + before);
            page.path("letters").forEach(letters::add);
            if (!page.has("next")) {
                return letters;
            }
            before = parameter("before", page.path("next").asText());
        }
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + OpsClient.encoded(value);
    }

    public String line(JsonNode letter) {
        return LetterText.letter(letter);
    }

    private String path(String letter) throws InterruptedException {
        String[] name = LetterOptions.full(letter, topic()).split("/", 3);
        if (name.length < 3) {
            throw new CliException(
                    "'" + letter + "' names no letter: partition/offset, as `list --letters` shows them");
        }
        return OpsClient.encoded(name[0]) + "/" + OpsClient.encoded(name[1]) + "/" + OpsClient.encoded(name[2]);
    }

    public JsonNode detail(String letter) throws InterruptedException {
        return ops.get(LETTERS + "/" + path(letter));
    }

    public List<String> show(String letter) throws InterruptedException {
        return LetterText.detail(detail(letter));
    }

    /** Copies the record's value, byte for byte. */
    public void value(String letter, OutputStream out) throws InterruptedException {
        ops.download(LETTERS + "/" + path(letter) + "/value", out);
    }

    public Report dryRun(ObjectNode command, EditOptions edit) throws IOException, InterruptedException {
        edit.into(command);
        JsonNode rehearsal = ops.post(LETTERS + "/dry-run", command);
        List<String> lines = new ArrayList<>();
        boolean good = true;
        for (JsonNode verdict : rehearsal.path("verdicts")) {
            lines.add(LetterText.verdict(verdict));
            good &= !BAD.contains(verdict.path("outcome").asText());
        }
        long told = rehearsal.path("verdicts").size();
        lines.add(told + " of " + rehearsal.path("total").asText() + " letters looked at, nothing was changed");
        return new Report(rehearsal, lines, good);
    }

    public Report replay(ObjectNode command, EditOptions edit, Duration timeout)
            throws IOException, InterruptedException {
        edit.into(command);
        LetterRequests requests = new LetterRequests(ops);
        LetterRequests.Outcome outcome = requests.send(LETTERS + "/replay", command);
        ObjectNode sum = requests.await(outcome, timeout);
        List<String> lines = refused(outcome);
        lines.add(outcome.done() + " sent again: " + sum.path("landed").asText() + " landed, "
                + sum.path("failed").asText() + " rejected again, "
                + sum.path("waiting").asText() + " on their way");
        boolean good = outcome.refused().isEmpty()
                && sum.path("failed").asLong() == 0
                && sum.path("waiting").asLong() == 0;
        return new Report(json(outcome, sum), lines, good);
    }

    public Report discard(ObjectNode command) throws InterruptedException {
        LetterRequests.Outcome outcome = new LetterRequests(ops).send(LETTERS + "/discard", command);
        List<String> lines = refused(outcome);
        lines.add(outcome.done() + " discarded; they are kept, and can be replayed by name");
        return new Report(
                json(outcome, JsonNodeFactory.instance.objectNode()),
                lines,
                outcome.refused().isEmpty());
    }

    private static List<String> refused(LetterRequests.Outcome outcome) {
        List<String> lines = new ArrayList<>();
        outcome.refused().forEach(verdict -> lines.add(LetterText.verdict(verdict)));
        return lines;
    }

    private static ObjectNode json(LetterRequests.Outcome outcome, ObjectNode sum) {
        sum.put("done", outcome.done());
        sum.set("refused", outcome.refused());
        ArrayNode names = sum.putArray("requests");
        outcome.names().forEach(names::add);
        return sum;
    }
}
