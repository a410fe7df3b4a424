package io.millrace.bench.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bench.plot.Plots;
import io.millrace.bench.result.Documents;
import io.millrace.bench.system.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./millrace bench plot}. */
@Command(
        name = "plot",
        description = {
            "Draws results as SVG: lines for sweeps (`bench scale`), bars for all else, one system beside the other."
        },
        mixinStandardHelpOptions = true)
public final class PlotCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "JSON", description = "documents that the other commands have printed")
    private List<Path> files = List.of();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder for the plots")
    private Path out = Path.of(".");

    @Override
    public Integer call() {
        List<JsonNode> documents = files.stream().map(Documents::read).toList();
        var plots = Plots.of(documents);
        if (plots.isEmpty()) {
            throw new BenchException("there is nothing to draw in these documents");
        }
        plots.forEach((name, svg) -> {
            var file = out.resolve(name + ".svg");
            try {
                Files.createDirectories(out);
                Files.writeString(file, svg, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new BenchException("cannot write " + file + ": " + e.getMessage(), e);
            }
            System.out.println(file);
        });
        return 0;
    }
}
