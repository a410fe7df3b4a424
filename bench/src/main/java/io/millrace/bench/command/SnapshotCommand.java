package io.millrace.bench.command;

import io.millrace.bench.measure.Loads;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench snapshot}. */
@Command(
        name = "snapshot",
        description = "Loads the existing rows of a new table, and measures until all are queryable and equal.",
        mixinStandardHelpOptions = true)
public final class SnapshotCommand implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "1000000", paramLabel = "N", description = "rows; default 1000000")
    private long rows = 1_000_000;

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
        options.report("snapshot", system -> new Loads(system, timeout).load(rows));
        return 0;
    }
}
