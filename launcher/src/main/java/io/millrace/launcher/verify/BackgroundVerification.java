package io.millrace.launcher.verify;

import io.millrace.config.Config;
import io.millrace.core.event.TableId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Compares all tables one after the other, slowly, again and again, and records what it finds. It mends nothing. */
public final class BackgroundVerification implements Runnable {
    /** Until what the start left behind has arrived. */
    private static final Duration FIRST = Duration.ofSeconds(20);

    private static final Duration BETWEEN_TABLES = Duration.ofSeconds(1);

    private final Config config;
    private final Consumer<String> log;

    /** What was said last of each table: it is said once. */
    private final Map<TableId, String> said = new HashMap<>();

    private String trouble = "";

    /**
     * @param config complete
     * @param log hears in full sentences what an operator may want to read later
     */
    public BackgroundVerification(Config config, Consumer<String> log) {
        this.config = config;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            Thread.sleep(FIRST.toMillis());
            while (true) {
                round();
                Thread.sleep(config.verify().pauseMillis());
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    private void round() throws InterruptedException {
        try (Verification verification =
                new Verification(config, VerifyLimits.ofBackground(config.verify()), "background")) {
            for (TableId table : verification.tables()) {
                try {
                    tell(verification.verify(table, false, rows -> {}));
                    trouble = "";
                } catch (RuntimeException e) {
                    // Whatever is wrong with one table, the others are still compared.
                    trouble(e);
                }
                Thread.sleep(BETWEEN_TABLES.toMillis());
            }
        } catch (SQLException | RuntimeException e) {
            trouble(e);
        }
    }

    private void tell(Outcome outcome) {
        String command = "`./millrace verify --table " + outcome.table() + "`";
        String what = outcome.equal()
                ? ""
                : outcome.problem().isEmpty()
                        ? "Table " + outcome.table() + " differs from its source in "
                                + outcome.differences().size() + " rows: " + command
                                + " names them, with --repair it mends them."
                        : "Table " + outcome.table() + " could not be compared with its source: " + outcome.problem()
                                + ".";
        String before = said.put(outcome.table(), what);
        if (!what.isEmpty() && !what.equals(before)) {
            log.accept(what);
        } else if (what.isEmpty() && before != null && !before.isEmpty()) {
            log.accept("Table " + outcome.table() + " is equal to its source again.");
        }
    }

    private void trouble(Exception e) {
        String what = "Comparing tables in the background pauses: "
                + (e.getMessage() == null ? e.toString() : e.getMessage());
        if (!what.equals(trouble)) {
            log.accept(what);
            trouble = what;
        }
    }
}
