package io.millrace.launcher.command;

import io.millrace.controller.resync.Arrival;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace wait}. */
@Command(
        name = "wait",
        description = "Returns when all that the source has committed by now is queryable in the warehouse, loads of"
                + " tables that are under way included. Says on stderr what it waits for, and for how long yet.",
        mixinStandardHelpOptions = true)
public final class WaitCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long at most, such as 500ms, 60s or 5m (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofMinutes(1);

    @Override
    public Integer call() throws IOException, InterruptedException {
        Arrival arrival = new Arrival(data.runningConfig(), timeout, line -> System.err.println("waiting: " + line));
        arrival.await();
        arrival.awaitTables();
        // Changes that have arrived can have asked for loads.
        arrival.awaitLoads();
        return 0;
    }
}
