package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.error.CliException;
import io.millrace.cli.ops.OpsClient;
import io.millrace.cli.ops.OpsRequest;
import io.millrace.cli.verify.Differences;
import io.millrace.cli.verify.VerdictText;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace verify}. */
@Command(
        name = "verify",
        description = "Compares source and warehouse by content while changes flow, and names the rows that differ.",
        footer = {
            "",
            "Each table gets its own verdict: equal, different, undecided or not comparable, and why.",
            "It goes on where the command is interrupted; the console shows the verdicts.",
            "Exit status: 0 all are equal (after repairs), 1 one or more are not."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    private static final String VERIFICATIONS = "/api/verifications";

    @Mixin
    private OpsOptions ops = new OpsOptions();

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "Only this table, schema.table; the name is enough for the schema public. Repeatable.")
    private List<String> tables = List.of();

    @Option(names = "--repair", description = "Repairs what differs, says what was done, and compares it again.")
    private boolean repair;

    @Option(names = "--json", description = "As JSON, with both versions of every different row.")
    private boolean json;

    @Option(
            names = "--rows-per-second",
            paramLabel = "N",
            description = "Maximum rows read from the source per second (default: verify.rowsPerSecond).")
    private @Nullable Integer rowsPerSecond;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description = "How long to wait for a table that is being loaded (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofMinutes(10);

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why, for the record.")
    private String note = "";

    @Override
    public Integer call() throws InterruptedException {
        OpsClient client = ops.client();
        String path = VERIFICATIONS + "/"
                + OpsClient.encoded(
                        client.post(VERIFICATIONS, body()).path("id").asText());
        Differences differences = new Differences(client, path);
        Set<String> printed = new HashSet<>();
        JsonNode ended = new OpsRequest(client, path, System.err::println).await(state -> {
            for (JsonNode verdict : json ? List.<JsonNode>of() : state.path("verdicts")) {
                if (printed.add(verdict.path("table").asText())) {
                    print(verdict, differences);
                }
            }
        });
        if (ended.path("state").asText().equals("failed")) {
            String error = ended.path("error").asText();
            throw new CliException("nothing was compared: "
                    + (error.isEmpty() ? ended.path("detail").asText() : error));
        }
        if (json) {
            System.out.println(VerdictText.json(ended, differences.all()));
        } else if (ended.path("verdicts").size() > 1) {
            System.out.print(VerdictText.summary(ended));
        }
        System.out.flush();
        return ended.path("equal").asBoolean() ? 0 : 1;
    }

    private static void print(JsonNode verdict, Differences differences) {
        // No more than is printed.
        List<JsonNode> first = verdict.path("different").asLong() == 0
                ? List.of()
                : differences.first(verdict.path("table").asText(), VerdictText.LISTED);
        System.out.print(VerdictText.text(verdict, first));
        System.out.flush();
    }

    private ObjectNode body() {
        if (rowsPerSecond != null && rowsPerSecond < 1) {
            throw new CliException("--rows-per-second must be 1 or more");
        }
        ObjectNode body = OpsOptions.body();
        if (!tables.isEmpty()) {
            ArrayNode names = body.putArray("tables");
            tables.forEach(names::add);
        }
        body.put("repair", repair);
        if (rowsPerSecond != null) {
            body.put("rowsPerSecond", rowsPerSecond);
        }
        // Up, so that a time below a second is not none at all.
        body.put("loadTimeoutSeconds", timeout.plusMillis(999).toSeconds());
        if (!note.isBlank()) {
            body.put("note", note);
        }
        return body;
    }
}
