package io.millrace.bench.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.measure.Backlogs;
import io.millrace.bench.measure.HighestRate;
import io.millrace.bench.measure.LatencyRun;
import io.millrace.bench.measure.Loads;
import io.millrace.bench.measure.SteadyLoad;
import io.millrace.bench.result.Documents;
import io.millrace.bench.system.MeasuredSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The measurements that {@code all} and {@code peer} run one after another, each into a file of its own. */
final class Suite {
    private static final Duration LIMIT = Duration.ofMinutes(30);

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "folder for the JSON documents, one for each measurement; an earlier one is replaced")
    private Path out = Path.of("bench-results");

    @Option(
            names = "--rows",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "rows of the drain and the load; the mix has a quarter; default 1000000")
    private long rows = 1_000_000;

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "50,500,2500",
            paramLabel = "R",
            description = "rates of the latencies; default 50,500,2500")
    private List<Integer> rates = List.of(50, 500, 2_500);

    @Option(
            names = "--duration",
            defaultValue = "60s",
            paramLabel = "D",
            converter = Durations.class,
            description = "how long each latency is measured; default 60s")
    private Duration duration = Duration.ofSeconds(60);

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "footprint, latency, throughput, highest, mix, snapshot: leave out the others")
    private List<String> only = List.of();

    private final ObjectNode documents = JsonNodeFactory.instance.objectNode();

    /** One of the measurements. */
    private interface Part {
        void run() throws InterruptedException;
    }

    /**
     * Measures a system, and returns all documents in one.
     *
     * @param shapes of latencies at the lowest rate, beside those of single rows
     * @param start whether the time that a start takes can be measured
     */
    ObjectNode run(RunOptions options, MeasuredSystem system, List<String> shapes, boolean start)
            throws InterruptedException {
        part("footprint", () -> footprint(options, system, start));
        part("latency", () -> latencies(options, system, shapes));
        part("throughput", () -> throughput(options, system));
        part("highest", () -> highest(options, system));
        part("mix", () -> mix(options, system));
        part("snapshot", () -> snapshot(options, system));
        var document = Documents.started("all", system.name());
        document.set("results", documents);
        return document;
    }

    private void part(String name, Part part) throws InterruptedException {
        if (only.isEmpty() || only.contains(name)) {
            part.run();
        }
    }

    private void latencies(RunOptions options, MeasuredSystem system, List<String> shapes) throws InterruptedException {
        for (int rate : rates) {
            keep("latency-" + rate, options.measured("latency", system, latency(rate, "single")));
        }
        for (var shape : shapes) {
            int rate = rates.get(0);
            keep("latency-" + rate + "-" + shape, options.measured("latency", system, latency(rate, shape)));
        }
    }

    private RunOptions.Measurement latency(int rate, String shape) {
        return system -> LatencyRun.of(
                system, LatencyCommand.shape(system, shape), new SteadyLoad(rate, Duration.ofSeconds(10), duration));
    }

    private void throughput(RunOptions options, MeasuredSystem system) throws InterruptedException {
        keep("throughput", options.measured("throughput", system, each -> new Backlogs(each, LIMIT).inserts(rows)));
    }

    private void highest(RunOptions options, MeasuredSystem system) throws InterruptedException {
        keep(
                "highest",
                options.measured(
                        "highest", system, each -> new HighestRate(each, Duration.ofSeconds(15), 50_000).run()));
    }

    private void mix(RunOptions options, MeasuredSystem system) throws InterruptedException {
        keep("mix", options.measured("mix", system, each -> new Backlogs(each, LIMIT).mix(rows / 20, rows / 5)));
    }

    private void snapshot(RunOptions options, MeasuredSystem system) throws InterruptedException {
        keep("snapshot", options.measured("snapshot", system, each -> new Loads(each, LIMIT).load(rows)));
    }

    private void footprint(RunOptions options, MeasuredSystem system, boolean start) throws InterruptedException {
        keep(
                "footprint",
                options.measured(
                        "footprint", system, each -> FootprintCommand.of(each, Duration.ofSeconds(60), start)));
    }

    /** Results are saved immediately, so that a later failure does not lose them. */
    private void keep(String name, ObjectNode document) {
        Documents.write(out.resolve(document.path("system").asText() + "-" + name + ".json"), document);
        documents.set(name, document);
    }
}
