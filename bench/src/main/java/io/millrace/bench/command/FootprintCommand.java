package io.millrace.bench.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.measure.Footprint;
import io.millrace.bench.system.MeasuredSystem;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench footprint}. */
@Command(
        name = "footprint",
        description = {
            "CPU while nothing changes, memory of each process idle and under load, and how long a start takes.",
            "The start is that of a second stack with data of its own, beside the one that runs."
        },
        mixinStandardHelpOptions = true)
public final class FootprintCommand implements Callable<Integer> {
    @Option(
            names = "--idle",
            defaultValue = "60s",
            paramLabel = "D",
            converter = Durations.class,
            description = "how long to look at the idle stack; default 60s")
    private Duration idle = Duration.ofSeconds(60);

    @Option(names = "--no-start", description = "leave out the start of a second stack")
    private boolean withoutStart;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws InterruptedException {
        options.report("footprint", system -> of(system, idle, !withoutStart));
        return 0;
    }

    static ObjectNode of(MeasuredSystem system, Duration idle, boolean start) throws InterruptedException {
        var figures = Footprint.of(system, idle);
        if (start) {
            figures.setAll(Footprint.startUp());
        }
        return figures;
    }
}
