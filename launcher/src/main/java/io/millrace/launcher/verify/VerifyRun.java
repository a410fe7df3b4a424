package io.millrace.launcher.verify;

import io.millrace.config.Config;
import io.millrace.core.event.TableId;
import io.millrace.launcher.LauncherException;
import io.millrace.launcher.capture.NamedTable;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One run of the command: progress to one stream, results to the other. */
public final class VerifyRun {
    private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(2);

    private final Config config;
    private final VerifyLimits limits;
    private final boolean repairs;
    private final boolean json;
    private final PrintStream out;
    private final PrintStream err;
    private long lastLine = System.nanoTime();

    /**
     * @param config complete
     * @param limits what it may take
     * @param repairs whether to mend what differs
     */
    public VerifyRun(
            Config config, VerifyLimits limits, boolean repairs, boolean json, PrintStream out, PrintStream err) {
        this.config = config;
        this.limits = limits;
        this.repairs = repairs;
        this.json = json;
        this.out = out;
        this.err = err;
    }

    /**
     * @param names which tables, {@code schema.table} or of {@code public} the name; empty: all that are captured
     * @return whether all is equal
     */
    public boolean tables(List<String> names) throws SQLException, InterruptedException {
        try (Verification verification = new Verification(config, limits, "command")) {
            List<TableId> captured = verification.tables();
            List<TableId> named =
                    names.stream().map(name -> NamedTable.of(name, captured)).toList();
            for (TableId table : named) {
                if (!captured.contains(table)) {
                    throw new LauncherException("the table " + table
                            + " is not captured: see source.tables and source.exclude, and `./millrace doctor`");
                }
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (TableId table : named.isEmpty() ? captured : named) {
                long[] rows = {0};
                Outcome outcome = verification.verify(table, repairs, read -> progress(table, rows, read));
                outcomes.add(outcome);
                if (!json) {
                    out.print(Report.text(outcome));
                    out.flush();
                }
            }
            if (json) {
                out.println(Report.json(outcomes));
            }
            return outcomes.stream().allMatch(Outcome::equal);
        }
    }

    private void progress(TableId table, long[] rows, long read) {
        rows[0] += read;
        if (System.nanoTime() - lastLine > BETWEEN_LINES) {
            lastLine = System.nanoTime();
            err.println(String.format(Locale.ROOT, "%s: %,d rows", table, rows[0]));
        }
    }
}
