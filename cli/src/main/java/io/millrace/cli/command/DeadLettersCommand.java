package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.deadletter.DeadLetterClient;
import io.millrace.cli.deadletter.DeadLetterOptions;
import io.millrace.cli.deadletter.EditOptions;
import io.millrace.cli.error.CliException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace dead-letters …}. */
@Command(
        name = "dead-letters",
        description = "Lists, replays and discards records that could not land, as the console does.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static DeadLetterClient client(OpsOptions ops) {
        return new DeadLetterClient(ops.client());
    }

    private static void print(JsonNode json) throws IOException {
        System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    }

    @Command(
            name = "list",
            description = "Lists dead letters by error code and table.",
            mixinStandardHelpOptions = true)
    int list(
            @Mixin OpsOptions ops,
            @Option(names = "--each", description = "Each dead letter, latest first.") boolean each,
            @Option(names = "--code", paramLabel = "CODE", description = "With --each: only of this error code.")
                    @Nullable String code,
            @Option(names = "--table", paramLabel = "TABLE", description = "With --each: only of this table.") @Nullable String table,
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            description = "With --each: open, replayed, resolved or discarded.")
                    @Nullable String status,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws IOException, InterruptedException {
        DeadLetterClient client = client(ops);
        if (!each) {
            JsonNode groups = client.groups();
            if (json) {
                print(groups);
            } else {
                client.text(groups).forEach(System.out::println);
            }
            return 0;
        }
        JsonNode deadLetters = client.deadLetters(code, table, status);
        if (json) {
            print(deadLetters);
        } else {
            deadLetters.forEach(deadLetter -> System.out.println(client.line(deadLetter)));
        }
        return 0;
    }

    @Command(
            name = "show",
            description = "Shows a dead letter with its record and history.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin OpsOptions ops,
            @Parameters(paramLabel = "DEAD_LETTER", description = "partition/offset or partition/offset.index")
                    String deadLetter,
            @Option(names = "--value", description = "Only the record's value, byte for byte.") boolean value,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws IOException, InterruptedException {
        DeadLetterClient client = client(ops);
        if (value) {
            client.value(deadLetter, System.out);
        } else if (json) {
            print(client.detail(deadLetter));
        } else {
            client.show(deadLetter).forEach(System.out::println);
            client.value(deadLetter, System.out);
            System.out.println();
        }
        System.out.flush();
        return 0;
    }

    @Command(
            name = "replay",
            description = "Replays dead letters at their original position: newer rows in the warehouse stay.",
            mixinStandardHelpOptions = true)
    int replay(
            @Mixin OpsOptions ops,
            @Mixin DeadLetterOptions deadLetters,
            @Mixin EditOptions edit,
            @Option(
                            names = "--note",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "A note for the record: the changed setting, or the reason.")
                    String note,
            @Option(names = "--dry-run", description = "Only shows what would become of them.") boolean dryRun,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            defaultValue = "60s",
                            converter = DurationConverter.class,
                            description = "How long to wait for the outcome (default: ${DEFAULT-VALUE}).")
                    Duration timeout,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws IOException, InterruptedException {
        DeadLetterClient client = client(ops);
        DeadLetterClient.Report report = dryRun
                ? client.dryRun(deadLetters.command(client.topic()), edit)
                : client.replay(deadLetters.command(client.topic()).put("note", note), edit, timeout);
        return printReport(report, json);
    }

    @Command(
            name = "discard",
            description = "Marks dead letters as discarded; nothing is deleted.",
            mixinStandardHelpOptions = true)
    int discard(
            @Mixin OpsOptions ops,
            @Mixin DeadLetterOptions deadLetters,
            @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "The reason; required.")
                    String note,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws IOException, InterruptedException {
        if (note.isBlank()) {
            throw new CliException("give the reason with --note TEXT");
        }
        DeadLetterClient client = client(ops);
        return printReport(client.discard(deadLetters.command(client.topic()).put("note", note)), json);
    }

    private static int printReport(DeadLetterClient.Report report, boolean json) throws IOException {
        if (json) {
            print(report.json());
        } else {
            report.lines().forEach(System.out::println);
        }
        return report.good() ? 0 : 1;
    }
}
