package io.millrace.launcher.command;

import io.millrace.config.Config;
import io.millrace.controller.verify.VerifyLimits;
import io.millrace.launcher.LauncherException;
import io.millrace.launcher.verify.VerifyRun;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace verify}. */
@Command(
        name = "verify",
        description = "Compares source and warehouse by content while changes flow, and names the rows that differ.",
        footer = {
            "",
            "Each table gets its own verdict: equal, different, undecided or not comparable, and why.",
            "Exit status: 0 all are equal (after repairs), 1 one or more are not."
        },
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "Only this table, schema.table; of the schema public the name will do. Can be given again.")
    private List<String> tables = List.of();

    @Option(names = "--repair", description = "Mends what differs, says what was done, and compares it again.")
    private boolean repair;

    @Option(names = "--json", description = "As JSON, with both versions of every row that differs.")
    private boolean json;

    @Option(
            names = "--rows-per-second",
            paramLabel = "N",
            description = "How many rows of the source are read a second at most (default: verify.rowsPerSecond).")
    private @Nullable Integer rowsPerSecond;

    @Option(
            names = "--replica",
            paramLabel = "URL",
            description = "Reads this replica of the source instead, postgresql://… (default: verify.replica).")
    private @Nullable String replica;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description = "How long a table is waited for that is being loaded (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofMinutes(10);

    @Override
    public Integer call() throws InterruptedException, SQLException {
        Config config = data.runningConfig();
        int rate = rowsPerSecond == null ? config.verify().rowsPerSecond() : rowsPerSecond;
        if (rate < 1) {
            throw new LauncherException("--rows-per-second must be 1 or more");
        }
        Optional<String> read = replica == null ? config.verify().replica() : Optional.of(replica);
        VerifyRun run = new VerifyRun(
                config, VerifyLimits.ofCommand(rate, read, timeout), repair, json, System.out, System.err);
        return run.tables(tables) ? 0 : 1;
    }
}
