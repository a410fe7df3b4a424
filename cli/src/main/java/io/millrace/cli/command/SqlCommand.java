package io.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace sql}. */
@Command(
        name = "sql",
        description = "Asks the warehouse, by a login that may only read.",
        footer = {"", "At most 1,000,000 rows, 64 MiB and 60 s; for more ask ClickHouse itself."},
        mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {
    @Mixin
    private OpsOptions ops = new OpsOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "A ClickHouse output format, such as TSV, CSVWithNames, JSONEachRow or Vertical (default:"
                    + " PrettyCompact in a terminal, else TSV).")
    private @Nullable String format;

    @Option(names = "--json", description = "The same as --format JSON.")
    private boolean json;

    @Parameters(paramLabel = "SQL", description = "The statement, such as 'SELECT count() FROM shop.orders'.")
    private String sql = "";

    @Override
    public Integer call() throws InterruptedException {
        ops.client()
                .download(
                        "/api/query",
                        JsonNodeFactory.instance.objectNode().put("sql", sql).put("format", format()),
                        System.out);
        System.out.flush();
        return 0;
    }

    private String format() {
        if (format != null) {
            return format;
        }
        return json ? "JSON" : Terminal.onResults() ? "PrettyCompact" : "TSV";
    }
}
