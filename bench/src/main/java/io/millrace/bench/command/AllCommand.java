package io.millrace.bench.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./millrace bench all}. */
@Command(
        name = "all",
        description = {
            "Latencies by rate and shape, drain, highest rate, mix, load and footprint of the running stack, one after"
                    + " another. Takes about 20 minutes per repeat.",
            "Nothing else should use the machine meanwhile, or write to the source."
        },
        mixinStandardHelpOptions = true)
public final class AllCommand implements Callable<Integer> {
    @Mixin
    private Suite suite = new Suite();

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws InterruptedException {
        options.print(suite.run(options, options.system(), List.of("orders", "hot"), true));
        return 0;
    }
}
