package io.millrace.cli.deadletter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.error.CliException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters a command is about. */
public final class DeadLetterOptions {
    @Parameters(
            paramLabel = "DEAD_LETTER",
            arity = "0..*",
            description =
                    "Dead letters by name, partition/offset or partition/offset.index as `list --each` shows them.")
    private List<String> deadLetters = new ArrayList<>();

    @Option(names = "--code", paramLabel = "CODE", description = "The open ones of this error code.")
    private @Nullable String code;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "The open ones of this table, schema.table; '' for those of unknown table.")
    private @Nullable String table;

    @Option(names = "--all", description = "All open ones.")
    private boolean all;

    /**
     * The body of a request.
     *
     * @param topic of the change stream
     */
    public ObjectNode command(String topic) {
        ObjectNode command = JsonNodeFactory.instance.objectNode();
        boolean group = code != null || table != null;
        if ((deadLetters.isEmpty() ? 0 : 1) + (group ? 1 : 0) + (all ? 1 : 0) != 1) {
            throw new CliException("say which: DEAD_LETTER ..., or --code and --table, or --all");
        }
        if (!deadLetters.isEmpty()) {
            ArrayNode names = command.putArray("deadLetters");
            deadLetters.forEach(name -> names.add(full(name, topic)));
        }
        if (code != null) {
            command.put("code", code);
        }
        if (table != null) {
            command.put("table", table);
        }
        if (all) {
            command.put("all", true);
        }
        return command.put("by", System.getProperty("user.name", "")).put("client", "cli");
    }

    /** The full name, {@code topic/partition/offset…}, of one that may lack the topic. */
    static String full(String name, String topic) {
        return name.chars().filter(c -> c == '/').count() > 1 ? name : topic + "/" + name;
    }
}
