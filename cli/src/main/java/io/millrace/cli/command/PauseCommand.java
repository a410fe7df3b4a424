package io.millrace.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace pause}. */
@Command(
        name = "pause",
        description = "Stops the capture. The source keeps its WAL until `resume`, so watch its disk.",
        mixinStandardHelpOptions = true)
final class PauseCommand implements Callable<Integer> {
    @Mixin
    private OpsOptions ops = new OpsOptions();

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why, for the record.")
    private String note = "";

    @Option(names = "--json", description = "The request, as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        CaptureActions.send(ops.client(), "pause", "paused", note, json);
        return 0;
    }
}
