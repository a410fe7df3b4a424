package io.millrace.launcher.verify;

import io.millrace.config.Config;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.verify.Outcome;
import io.millrace.controller.verify.Verdict;
import io.millrace.controller.verify.Verification;
import io.millrace.controller.verify.VerificationOrigin;
import io.millrace.controller.verify.VerifyLimits;
import io.millrace.core.event.TableId;
import io.millrace.launcher.table.NamedTable;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
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
        try (Verification verification = new Verification(config, limits, VerificationOrigin.COMMAND, Lease.ALWAYS)) {
            List<TableId> captured = verification.tables();
            List<TableId> named = names.stream()
                    .map(name -> NamedTable.of(name, captured))
                    .distinct()
                    .toList();
            Results results = new Results(named.isEmpty() ? captured.size() : named.size());
            named.stream()
                    .filter(table -> !captured.contains(table))
                    .forEach(table -> results.outcome(Outcome.without(
                            table,
                            Verdict.NOT_COMPARABLE,
                            "it is not captured: see source.tables and source.exclude, and `./millrace doctor`")));
            verification.verify(
                    named.isEmpty()
                            ? captured
                            : named.stream().filter(captured::contains).toList(),
                    repairs,
                    results);
            return results.print();
        }
    }

    /** What is known by now. Safe for many threads. */
    private final class Results implements Verification.Listener {
        private final int tables;
        private final List<Outcome> outcomes = new ArrayList<>();
        private long rows;
        private long lastLine = System.nanoTime();

        Results(int tables) {
            this.tables = tables;
        }

        @Override
        public synchronized void rows(TableId table, long more) {
            rows += more;
            if (System.nanoTime() - lastLine > BETWEEN_LINES) {
                lastLine = System.nanoTime();
                err.println(String.format(
                        Locale.ROOT, "%d of %d tables, %,d rows; at %s", outcomes.size(), tables, rows, table));
            }
        }

        @Override
        public synchronized void outcome(Outcome outcome) {
            outcomes.add(outcome);
            if (!json) {
                out.print(Report.text(outcome));
                out.flush();
            }
        }

        @Override
        public void unrecorded(String why) {
            err.println(why);
        }

        synchronized boolean print() {
            outcomes.sort(Comparator.comparing(outcome -> outcome.table().toString()));
            if (json) {
                out.println(Report.json(outcomes));
            } else if (tables > 1) {
                out.print(Report.summary(outcomes));
            }
            return outcomes.stream().allMatch(Outcome::equal);
        }
    }
}
