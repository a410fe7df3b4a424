package io.millrace.bench.command;

import io.millrace.bench.measure.Backlogs;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench mix}. */
@Command(
        name = "mix",
        description = "Drains a backlog of inserts, then 60 %% updates, 30 %% inserts and 10 %% deletes.",
        mixinStandardHelpOptions = true)
public final class MixCommand implements Callable<Integer> {
    @Option(names = "--base", defaultValue = "50000", paramLabel = "N", description = "inserts first; default 50000")
    private long base = 50_000;

    @Option(
            names = "--operations",
            defaultValue = "200000",
            paramLabel = "N",
            description = "updates, inserts and deletes then; default 200000")
    private long operations = 200_000;

    @Option(
            names = "--timeout",
            defaultValue = "10m",
            paramLabel = "D",
            converter = Durations.class,
            description = "how long the drain may take; default 10m")
    private Duration timeout = Duration.ofMinutes(10);

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws InterruptedException {
        options.report("mix", system -> new Backlogs(system, timeout).mix(base, operations));
        return 0;
    }
}
