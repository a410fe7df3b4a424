package io.millrace.bench.command;

import io.millrace.bench.measure.Reads;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench reads}. */
@Command(
        name = "reads",
        description =
                "Queries through the view of a large table, beside the same on a plain MergeTree: as loaded, after a"
                        + " hundredth more rows, after an update of every hundredth, and after a rest.",
        mixinStandardHelpOptions = true)
public final class ReadsCommand implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "10000000", paramLabel = "N", description = "rows; default 10000000")
    private long rows = 10_000_000;

    @Option(
            names = "--timeout",
            defaultValue = "30m",
            paramLabel = "D",
            converter = Durations.class,
            description = "how long a load may take; default 30m")
    private Duration timeout = Duration.ofMinutes(30);

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws InterruptedException {
        options.report("reads", system -> new Reads(system, timeout).run(rows));
        return 0;
    }
}
