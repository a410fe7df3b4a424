package io.millrace.bench.command;

import io.millrace.bench.measure.Dimension;
import io.millrace.bench.measure.ScaleRun;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench scale}. */
@Command(
        name = "scale",
        description = {
            "Measures how latency, CPU per change and memory grow with one dimension.",
            "Over partitions it starts a stack of its own for each point, once; stop yours first, it would disturb.",
            "Over rows it loads a table of each size; give each large size a stack with an empty data folder."
        },
        mixinStandardHelpOptions = true)
public final class ScaleCommand implements Callable<Integer> {
    @Option(
            names = "--over",
            required = true,
            paramLabel = "DIMENSION",
            description = "rate, tables, partitions, columns, row-size, rows or backlog")
    private String over = "";

    @Option(
            names = "--points",
            split = ",",
            paramLabel = "N",
            description = "the values; default: see docs/explanation/performance.md")
    private List<Long> points = List.of();

    @Option(
            names = "--duration",
            defaultValue = "10s",
            paramLabel = "D",
            converter = Durations.class,
            description = "how long the load of a point is measured; default 10s")
    private Duration duration = Duration.ofSeconds(10);

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws InterruptedException {
        var dimension = Dimension.of(over);
        var values = points.isEmpty() ? dimension.points() : points;
        var run = new ScaleRun(dimension, duration);
        if (dimension == Dimension.PARTITIONS) {
            options.print(run.runOnOwnStacks(values));
        } else {
            options.report("scale", system -> run.run(system, values));
        }
        return 0;
    }
}
