package io.millrace.bench.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.model.Demand;
import io.millrace.bench.model.Measured;
import io.millrace.bench.model.Sizing;
import io.millrace.bench.result.Documents;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./millrace bench model}. */
@Command(
        name = "model",
        description = {
            "Computes from a measurement what a load needs: cores, slots, partitions, memory, disk, network.",
            "What is assumed stands in docs/explanation/sizing.md."
        },
        mixinStandardHelpOptions = true)
public final class ModelCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameters(paramLabel = "JSON", description = "document of `bench all --json`")
    private Path file = Path.of("");

    @Option(names = "--rate", defaultValue = "1000000", description = "changes a second (default: ${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--tables",
            defaultValue = "10000",
            description = "tables that change all the time (default: ${DEFAULT-VALUE})")
    private int tables;

    @Option(
            names = "--headroom",
            defaultValue = "0.5",
            description = "share of a core that is used in the long run (default: ${DEFAULT-VALUE})")
    private double headroom;

    @Option(
            names = "--broker-copies",
            defaultValue = "3",
            description = "replication factor of the change stream (default: ${DEFAULT-VALUE})")
    private int brokerCopies;

    @Option(
            names = "--warehouse-replicas",
            defaultValue = "2",
            description = "replicas of each shard of ClickHouse (default: ${DEFAULT-VALUE})")
    private int warehouseReplicas;

    @Option(
            names = "--outage-hours",
            defaultValue = "24",
            description = "how long the change stream must keep changes (default: ${DEFAULT-VALUE})")
    private double outageHours;

    @Option(
            names = "--row-bytes",
            defaultValue = "200",
            description = "bytes of a change between processes (default: ${DEFAULT-VALUE})")
    private double rowBytes;

    @Option(
            names = "--foreign-share",
            defaultValue = "0.5",
            description = "what a slot pays for a change that is not its own, of what it pays for one that is"
                    + " (default: ${DEFAULT-VALUE})")
    private double othersShare;

    @Option(
            names = "--flush-seconds",
            defaultValue = "10",
            description = "how long rows of a table wait for others at most (default: ${DEFAULT-VALUE})")
    private double flushSeconds;

    @Option(names = "--json", description = "prints one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Sizing sizing = Sizing.of(
                Measured.of(Documents.read(file)),
                new Demand(
                        rate,
                        tables,
                        headroom,
                        brokerCopies,
                        warehouseReplicas,
                        outageHours,
                        rowBytes,
                        othersShare,
                        flushSeconds));
        System.out.print(json ? document(sizing) : text(sizing));
        return 0;
    }

    private static String document(Sizing sizing) {
        ObjectNode document = JSON.createObjectNode();
        ObjectNode needs = document.putObject("needs");
        new TreeMap<>(sizing.needs()).forEach(needs::put);
        var limits = document.putArray("limits");
        sizing.limits()
                .forEach(limit -> limits.addObject()
                        .put("part", limit.part())
                        .put("changesPerSecond", limit.changesPerSecond())
                        .put("units", limit.units())
                        .put("grow", limit.grow()));
        return document.toPrettyString() + "\n";
    }

    private static String text(Sizing sizing) {
        StringBuilder out = new StringBuilder();
        sizing.limits()
                .forEach(limit -> out.append(String.format(
                        Locale.ROOT,
                        "%-36s %,12.0f changes/s   needed %,8.1f   %s%n",
                        limit.part(),
                        limit.changesPerSecond(),
                        limit.units(),
                        limit.grow())));
        out.append('\n');
        new TreeMap<>(sizing.needs())
                .forEach((what, much) -> out.append(String.format(Locale.ROOT, "%-50s %,12.1f%n", what, much)));
        return out.toString();
    }
}
