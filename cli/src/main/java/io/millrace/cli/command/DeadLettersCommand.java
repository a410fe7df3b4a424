package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.error.CliException;
import io.millrace.cli.letters.DeadLetterDesk;
import io.millrace.cli.letters.EditOptions;
import io.millrace.cli.letters.LetterOptions;
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
        description = "Shows records that could not land, sends them again, or discards them, as the console does.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static DeadLetterDesk desk(OpsOptions ops) {
        return new DeadLetterDesk(ops.client());
    }

    private static void print(JsonNode json) throws IOException {
        System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    }

    @Command(name = "list", description = "Lists them by error code and table.", mixinStandardHelpOptions = true)
    int list(
            @Mixin OpsOptions ops,
            @Option(names = "--letters", description = "Each of them, latest first.") boolean each,
            @Option(names = "--code", paramLabel = "CODE", description = "With --letters: only of this error code.")
                    @Nullable String code,
            @Option(names = "--table", paramLabel = "TABLE", description = "With --letters: only of this table.")
                    @Nullable String table,
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            description = "With --letters: open, replayed, resolved or discarded.")
                    @Nullable String status,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws IOException, InterruptedException {
        DeadLetterDesk desk = desk(ops);
        if (!each) {
            JsonNode groups = desk.groups();
            if (json) {
                print(groups);
            } else {
                desk.text(groups).forEach(System.out::println);
            }
            return 0;
        }
        JsonNode letters = desk.letters(code, table, status);
        if (json) {
            print(letters);
        } else {
            letters.forEach(letter -> System.out.println(desk.line(letter)));
        }
        return 0;
    }

    @Command(
            name = "show",
            description = "Shows one with its record and what was done about it.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin OpsOptions ops,
            @Parameters(paramLabel = "LETTER", description = "partition/offset or partition/offset.index")
                    String letter,
            @Option(names = "--value", description = "Only the record's value, byte for byte.") boolean value,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws IOException, InterruptedException {
        DeadLetterDesk desk = desk(ops);
        if (value) {
            desk.value(letter, System.out);
        } else if (json) {
            print(desk.detail(letter));
        } else {
            desk.show(letter).forEach(System.out::println);
            desk.value(letter, System.out);
            System.out.println();
        }
        System.out.flush();
        return 0;
    }

    @Command(
            name = "replay",
            description = "Sends them again, at the position that they had: what is newer in the warehouse stays.",
            mixinStandardHelpOptions = true)
    int replay(
            @Mixin OpsOptions ops,
            @Mixin LetterOptions letters,
            @Mixin EditOptions edit,
            @Option(
                            names = "--note",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "For the record: which setting was changed, or why.")
                    String note,
            @Option(names = "--dry-run", description = "Only shows what would become of them.") boolean dryRun,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            defaultValue = "60s",
                            converter = DurationConverter.class,
                            description = "How long to wait for what becomes of them (default: ${DEFAULT-VALUE}).")
                    Duration timeout,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws IOException, InterruptedException {
        DeadLetterDesk desk = desk(ops);
        DeadLetterDesk.Report report = dryRun
                ? desk.dryRun(letters.command(desk.topic()), edit)
                : desk.replay(letters.command(desk.topic()).put("note", note), edit, timeout);
        return tell(report, json);
    }

    @Command(
            name = "discard",
            description = "Notes that they need not land; nothing is deleted.",
            mixinStandardHelpOptions = true)
    int discard(
            @Mixin OpsOptions ops,
            @Mixin LetterOptions letters,
            @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why; must be given.")
                    String note,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws IOException, InterruptedException {
        if (note.isBlank()) {
            throw new CliException("say why with --note TEXT");
        }
        DeadLetterDesk desk = desk(ops);
        return tell(desk.discard(letters.command(desk.topic()).put("note", note)), json);
    }

    private static int tell(DeadLetterDesk.Report report, boolean json) throws IOException {
        if (json) {
            print(report.json());
        } else {
            report.lines().forEach(System.out::println);
        }
        return report.good() ? 0 : 1;
    }
}
