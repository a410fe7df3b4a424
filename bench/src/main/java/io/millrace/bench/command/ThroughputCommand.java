package io.millrace.bench.command;

import io.millrace.bench.measure.Backlogs;
import io.millrace.bench.measure.HighestRate;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench throughput}. */
@Command(
        name = "throughput",
        description = {
            "Drains a backlog: pauses the capture, commits single-row transactions, resumes, and measures until all are"
                    + " queryable and equal by count and sums.",
            "With --highest instead: raises the rate until the lag grows."
        },
        mixinStandardHelpOptions = true)
public final class ThroughputCommand implements Callable<Integer> {
    @Option(
            names = "--rows",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "transactions of the backlog; default 1000000")
    private long rows = 1_000_000;

    @Option(names = "--highest", description = "look for the highest rate at which the lag does not grow")
    private boolean highest;

    @Option(
            names = "--step",
            defaultValue = "15s",
            paramLabel = "D",
            converter = Durations.class,
            description = "with --highest: how long each rate is kept; default 15s")
    private Duration step = Duration.ofSeconds(15);

    @Option(
            names = "--most",
            defaultValue = "50000",
            paramLabel = "R",
            description = "with --highest: no higher rate is tried; default 50000")
    private int most = 50_000;

    @Option(
            names = "--timeout",
            defaultValue = "10m",
            paramLabel = "D",
            converter = Durations.class,
            description = "how long a drain may take; default 10m")
    private Duration timeout = Duration.ofMinutes(10);

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws InterruptedException {
        if (highest) {
            options.report("highest", system -> new HighestRate(system, step, most).run());
        } else {
            options.report("throughput", system -> new Backlogs(system, timeout).inserts(rows));
        }
        return 0;
    }
}
