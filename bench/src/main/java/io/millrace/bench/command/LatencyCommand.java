package io.millrace.bench.command;

import io.millrace.bench.measure.LatencyRun;
import io.millrace.bench.measure.SteadyLoad;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.workload.KeyUpdates;
import io.millrace.bench.workload.OrdersTable;
import io.millrace.bench.workload.OrdersWithItems;
import io.millrace.bench.workload.Shape;
import io.millrace.bench.workload.SingleRows;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench latency}. */
@Command(
        name = "latency",
        description = {
            "Commits transactions at a fixed rate and asks the warehouse, until each is visible in a query.",
            "The latency runs from the return of the COMMIT to the return of the first query that shows the change."
        },
        mixinStandardHelpOptions = true)
public final class LatencyCommand implements Callable<Integer> {
    @Option(
            names = "--rate",
            defaultValue = "50",
            paramLabel = "R",
            description = "transactions a second, 1 to 5000; default 50")
    private int rate = 50;

    @Option(
            names = "--duration",
            defaultValue = "60s",
            paramLabel = "D",
            converter = Durations.class,
            description = "how long to measure: 30s, 2m; default 60s")
    private Duration duration = Duration.ofSeconds(60);

    @Option(
            names = "--warmup",
            defaultValue = "10s",
            paramLabel = "D",
            converter = Durations.class,
            description = "load before the measurement that does not count; default 10s")
    private Duration warmup = Duration.ofSeconds(10);

    @Option(
            names = "--shape",
            defaultValue = "single",
            paramLabel = "SHAPE",
            description =
                    "single: a row each; orders: an order with three items; hot: updates of 100 keys. Default single")
    private String shape = "single";

    @Option(
            names = "--clients",
            defaultValue = "0",
            paramLabel = "N",
            description = "connections that write by turns; default: one for each 250 transactions a second")
    private int clients;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws InterruptedException {
        if (rate < 1 || rate > 5_000) {
            throw new IllegalArgumentException("--rate must be 1 to 5000");
        }
        var document = options.report(
                "latency",
                system -> LatencyRun.of(
                        system,
                        shape(system, shape),
                        new SteadyLoad(rate, warmup, duration, clients, SteadyLoad.DEFAULT_LOOK)));
        return document.path("lost").asLong() == 0 ? 0 : 1;
    }

    static Shape shape(MeasuredSystem system, String name) {
        var table = new OrdersTable(system.source(), "orders");
        return switch (name) {
            case "single" -> new SingleRows(table);
            case "orders" -> new OrdersWithItems(table);
            case "hot" -> KeyUpdates.hot(table);
            default -> throw new IllegalArgumentException("--shape must be single, orders or hot");
        };
    }
}
