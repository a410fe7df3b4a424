package io.millrace.controller.verify;

import io.millrace.config.Config;
import io.millrace.controller.lease.Lease;
import io.millrace.core.duty.DutyFault;
import io.millrace.core.event.TableId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Compares all tables one after another, slowly and continuously, and records the results. Repairs nothing. */
public final class VerificationScheduler implements Runnable {
    /** Waits until the backlog of the start has landed. */
    private static final Duration FIRST = Duration.ofSeconds(20);

    private static final Duration BETWEEN_TABLES = Duration.ofSeconds(1);
    /** Tables per wait for the stream. */
    private static final int TOGETHER = 20;

    private final Config config;
    private final Lease lease;
    private final Consumer<String> log;

    /** The last message per table, which is logged once. */
    private final Map<TableId, String> said = new HashMap<>();

    private String problem = "";

    /**
     * @param config complete
     * @param lease asked before tables are compared
     * @param log receives messages for the operator, in full sentences
     */
    public VerificationScheduler(Config config, Lease lease, Consumer<String> log) {
        this.config = config;
        this.lease = lease;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            DutyFault.reach("verify");
            Thread.sleep(FIRST.toMillis());
            while (true) {
                round();
                pause();
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    private void pause() throws InterruptedException {
        long end = System.nanoTime() + config.verify().pauseMillis() * 1_000_000L;
        do {
            DutyFault.reach("verify");
            Thread.sleep(Math.min(BETWEEN_TABLES.toMillis(), config.verify().pauseMillis()));
        } while (System.nanoTime() - end < 0);
    }

    private void round() throws InterruptedException {
        try (Verification verification = new Verification(
                config, VerifyLimits.ofBackground(config.verify()), VerificationOrigin.BACKGROUND, lease)) {
            Verification.Listener listener = new Verification.Listener() {
                @Override
                public void rows(TableId table, long more) {
                    // Stopped.
                }

                @Override
                public void outcome(Outcome outcome) {
                    logOutcome(outcome);
                }

                @Override
                public void unrecorded(String why) {
                    log.accept("Background verification: " + why + ".");
                }
            };
            List<TableId> tables = verification.tables();
            for (int from = 0; from < tables.size(); from += TOGETHER) {
                List<TableId> some = tables.subList(from, Math.min(tables.size(), from + TOGETHER));
                lease.require();
                try {
                    verification.verify(some, false, listener);
                    problem = "";
                } catch (RuntimeException e) {
                    // A failure of some tables must not stop the others.
                    problem(e);
                }
                Thread.sleep(some.size() * BETWEEN_TABLES.toMillis());
            }
        } catch (SQLException | RuntimeException e) {
            problem(e);
        }
    }

    private void logOutcome(Outcome outcome) {
        if (outcome.verdict() == Verdict.UNDECIDED) {
            // The next round decides.
            return;
        }
        String command = "`./millrace verify --table " + outcome.table() + "`";
        String what = switch (outcome.verdict()) {
            case EQUAL, UNDECIDED -> "";
            case DIFFERENT ->
                "Table " + outcome.table() + " differs from its source in "
                        + outcome.differences().size() + " rows: " + command
                        + " names them, with --repair it fixes them.";
            case NOT_COMPARABLE ->
                "Table " + outcome.table() + " could not be compared with its source: " + outcome.reason() + ".";
        };
        String before = said.put(outcome.table(), what);
        if (!what.isEmpty() && !what.equals(before)) {
            log.accept(what);
        } else if (what.isEmpty() && before != null && !before.isEmpty()) {
            log.accept("Table " + outcome.table() + " is equal to its source again.");
        }
    }

    private void problem(Exception e) {
        String what = "Background verification pauses: " + (e.getMessage() == null ? e.toString() : e.getMessage());
        if (!what.equals(problem)) {
            log.accept(what);
            problem = what;
        }
    }
}
