package io.millrace.bench.command;

import io.millrace.bench.result.Documents;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./millrace bench all}. */
@Command(
        name = "all",
        description = {
            "Latencies by rate and shape, drain, highest rate, mix, load and footprint of the running stack, one after the"
                    + " other. Takes about 20 minutes a repeat.",
            "Nothing else should use the machine meanwhile, and nobody else should write to the source."
        },
        mixinStandardHelpOptions = true)
public final class AllCommand implements Callable<Integer> {
    @Mixin
    private Suite suite = new Suite();

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws InterruptedException {
        var system = options.system();
        suite.footprint(options, system, true);
        suite.latencies(options, system, List.of("orders", "hot"));
        suite.throughput(options, system);
        suite.highest(options, system);
        suite.mix(options, system);
        suite.snapshot(options, system);
        var document = Documents.started("all", system.name());
        document.set("results", suite.documents());
        options.print(document);
        return 0;
    }
}
