package io.millrace.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./millrace bench latency}. */
@Command(
        name = "latency",
        description = {
            "Commits single rows at a fixed rate and asks the warehouse, until each is visible in a query.",
            "The latency runs from the return of the COMMIT to the return of the first query that shows the row."
        },
        mixinStandardHelpOptions = true)
final class LatencyCommand implements Callable<Integer> {
    @Option(
            names = "--rate",
            defaultValue = "50",
            paramLabel = "R",
            description = "changes a second, 1 to 2000; default 50")
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

    @Option(names = "--data", defaultValue = ".millrace", paramLabel = "DIR", description = "data folder of the stack")
    private Path data = Path.of(".millrace");

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (rate < 1 || rate > 2000) {
            throw new IllegalArgumentException("--rate must be 1 to 2000");
        }
        var stack = RunningStack.of(data);
        System.err.printf(
                "bench: %d changes/s for %d s after %d s of warm-up%n", rate, duration.toSeconds(), warmup.toSeconds());
        LatencyReport report;
        try (var bench = new LatencyBench(stack)) {
            report = bench.run(rate, warmup, duration);
        }
        if (json) {
            var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            System.out.println(mapper.writeValueAsString(report));
        } else {
            System.out.print(report.text());
        }
        return report.lost() == 0 ? 0 : 1;
    }
}
