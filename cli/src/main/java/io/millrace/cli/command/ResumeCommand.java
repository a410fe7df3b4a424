package io.millrace.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace resume}. */
@Command(
        name = "resume",
        description = "Continues the capture where it was paused; nothing is lost.",
        mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    private OpsOptions ops = new OpsOptions();

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why, for the record.")
    private String note = "";

    @Option(names = "--json", description = "The request, as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        CaptureActions.send(ops.client(), "resume", "resumed", note, json);
        return 0;
    }
}
