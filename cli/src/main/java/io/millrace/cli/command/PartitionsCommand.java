package io.millrace.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions}. */
@Command(
        name = "partitions",
        description = {
            "Gives the change stream more partitions, so that more tasks write side by side. Changes wait for the seconds",
            "that this takes; the order of each row is kept. Partitions cannot be taken away again."
        },
        mixinStandardHelpOptions = true)
final class PartitionsCommand implements Callable<Integer> {
    @Mixin
    private OpsOptions ops = new OpsOptions();

    @Parameters(paramLabel = "N", description = "How many there are to be, 1 to 1000.")
    private int partitions;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why, for the record.")
    private String note = "";

    @Option(names = "--json", description = "The request, as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        CaptureActions.send(
                ops.client(),
                "partitions",
                OpsOptions.body().put("partitions", partitions),
                "the change stream has " + partitions + " partitions",
                "the change stream was not given " + partitions + " partitions",
                note,
                json);
        return 0;
    }
}
