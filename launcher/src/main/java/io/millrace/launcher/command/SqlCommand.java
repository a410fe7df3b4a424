package io.millrace.launcher.command;

import io.millrace.controller.warehouse.WarehouseHttp;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./millrace sql}. */
@Command(name = "sql", description = "Asks the warehouse.", mixinStandardHelpOptions = true)
public final class SqlCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "A format of ClickHouse, such as TSV, CSVWithNames, JSONEachRow or Vertical"
                    + " (default: PrettyCompact in a terminal, else TSV).")
    private @Nullable String format;

    @Parameters(paramLabel = "SQL", description = "The statement, such as 'SELECT count() FROM shop.orders'.")
    private String sql = "";

    @Override
    public Integer call() throws IOException {
        String wanted = format != null ? format : Terminal.onResults() ? "PrettyCompact" : "TSV";
        new WarehouseHttp(data.runningConfig().warehouse()).copy(sql, wanted, System.out);
        System.out.flush();
        return 0;
    }
}
