package io.millrace.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace resume}. */
@Command(
        name = "resume",
        description = "Continues the capture, or one table, where it was paused; nothing is lost.",
        mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    private OpsOptions ops = new OpsOptions();

    @Parameters(
            paramLabel = "TABLE",
            arity = "0..1",
            description =
                    "Only this table, schema.table; of the schema public the name will do (default: the whole capture).")
    private @Nullable String table;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why, for the record.")
    private String note = "";

    @Option(names = "--json", description = "The request, as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        CaptureRequests.send(ops.client(), "resume", "resumed", table, note, json);
        return 0;
    }
}
