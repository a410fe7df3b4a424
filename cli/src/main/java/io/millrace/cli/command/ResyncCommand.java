package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.error.CliException;
import io.millrace.cli.ops.OpsClient;
import io.millrace.cli.ops.OpsRequest;
import io.millrace.cli.resync.LoadText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace resync TABLE}. */
@Command(
        name = "resync",
        description = "Loads tables again while changes keep flowing; returns when they are in the warehouse.",
        footer = {"", "It goes on where the command is interrupted; the console shows how far it is."},
        mixinStandardHelpOptions = true)
final class ResyncCommand implements Callable<Integer> {
    private static final String RESYNCS = "/api/resyncs";

    @Mixin
    private OpsOptions ops = new OpsOptions();

    @Parameters(
            paramLabel = "TABLE",
            arity = "0..*",
            description = "A table, schema.table; of the schema public the name will do.")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--all", description = "All tables that are captured.")
    private boolean all;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description =
                    "Only rows of one table that this SQL condition finds in the source; nothing is removed then.")
    private String where = "";

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            defaultValue = "asked for by `millrace resync`",
            description = "Why, for the record.")
    private String note = "";

    @Option(names = "--json", description = "The request and its loads, as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (tables.isEmpty() != all) {
            throw new CliException("name the tables, or say --all");
        }
        if (!where.isBlank() && tables.size() != 1) {
            throw new CliException("--where goes with exactly one table");
        }
        ObjectNode body = OpsOptions.body().put("note", note);
        if (all) {
            body.put("all", true);
        } else {
            ArrayNode names = body.putArray("tables");
            tables.forEach(names::add);
        }
        if (!where.isBlank()) {
            body.put("where", where);
        }
        OpsClient client = ops.client();
        String id = client.post(RESYNCS, body).path("id").asText();
        LoadText loads = new LoadText();
        JsonNode ended = new OpsRequest(client, RESYNCS + "/" + OpsClient.encoded(id), System.err::println)
                .await(state -> loads.progress(state).forEach(System.err::println));
        if (json) {
            System.out.println(ended.toPrettyString());
        } else {
            loads.landed(ended).forEach(System.out::println);
        }
        if (ended.path("state").asText().equals("failed")) {
            String error = ended.path("error").asText();
            throw new CliException(String.join(", ", tables) + " was not loaded: "
                    + (error.isEmpty() ? ended.path("detail").asText() : error));
        }
        return 0;
    }
}
