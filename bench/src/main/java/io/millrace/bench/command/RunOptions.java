package io.millrace.bench.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.result.Documents;
import io.millrace.bench.result.Summary;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.system.MillraceCommand;
import io.millrace.bench.system.MillraceSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options shared by the measuring commands. */
final class RunOptions {
    @Option(names = "--data", defaultValue = ".millrace", paramLabel = "DIR", description = "data folder of the stack")
    private Path data = Path.of(".millrace");

    @Option(
            names = "--repeat",
            defaultValue = "1",
            paramLabel = "N",
            description = "runs, 1 to 20; the figures are then medians, with their spread; default 1")
    private int repeat = 1;

    @Option(names = "--json", description = "print one JSON document")
    private boolean json;

    /** One run of a measurement. */
    @FunctionalInterface
    interface Measurement {
        ObjectNode run(MeasuredSystem system) throws InterruptedException;
    }

    MillraceSystem system() throws InterruptedException {
        if (repeat < 1 || repeat > 20) {
            throw new IllegalArgumentException("--repeat must be 1 to 20");
        }
        return MillraceSystem.running(new MillraceCommand(data));
    }

    /** Measures as often as asked for, and returns the document. */
    ObjectNode measured(String benchmark, MeasuredSystem system, Measurement measurement) throws InterruptedException {
        List<ObjectNode> runs = new ArrayList<>();
        for (int i = 1; i <= repeat; i++) {
            System.err.printf("bench: %s of %s, run %d of %d%n", benchmark, system.name(), i, repeat);
            runs.add(measurement.run(system));
        }
        return Documents.complete(benchmark, system, Summary.of(runs));
    }

    /** Measures the running stack and prints the result. */
    ObjectNode report(String benchmark, Measurement measurement) throws InterruptedException {
        var document = measured(benchmark, system(), measurement);
        print(document);
        return document;
    }

    void print(ObjectNode document) {
        if (json) {
            System.out.println(Documents.json(document));
        } else {
            System.out.print(Documents.text(document));
        }
    }
}
