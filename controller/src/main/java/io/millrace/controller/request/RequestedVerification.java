package io.millrace.controller.request;

import io.millrace.config.Config;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.lease.RevocableLease;
import io.millrace.controller.verify.Outcome;
import io.millrace.controller.verify.Verdict;
import io.millrace.controller.verify.Verification;
import io.millrace.controller.verify.VerificationOrigin;
import io.millrace.controller.verify.VerifyLimits;
import io.millrace.core.event.TableId;
import io.millrace.kafka.control.ControlRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A comparison that was asked for, in a thread of its own. Thread-safe. */
final class RequestedVerification implements Runnable {
    private static final Duration LOADS = Duration.ofMinutes(10);
    private static final long STOP_MILLIS = 2_000;

    private final Config config;
    private final ControlRequest request;
    private final boolean interruptedBefore;
    private final RevocableLease lease;
    private final Thread thread;
    private List<String> tables = List.of();
    private final List<Outcome> outcomes = new ArrayList<>();
    private long rows;
    private String current = "";
    private String unrecorded = "";
    private Optional<String> failure = Optional.empty();
    private volatile boolean over;

    /** @param interruptedBefore whether an earlier process may have recorded a part of it */
    RequestedVerification(Config config, ControlRequest request, boolean interruptedBefore, Lease lease) {
        this.config = config;
        this.request = request;
        this.interruptedBefore = interruptedBefore;
        this.lease = new RevocableLease(lease);
        this.thread = new Thread(this, "verify-request");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        try (Verification verification =
                new Verification(config, limits(), VerificationOrigin.ofRequest(request.id()), lease)) {
            if (interruptedBefore) {
                verification.forgetRun();
            }
            compare(verification);
        } catch (InterruptedException e) {
            fail("it was cancelled");
        } catch (SQLException e) {
            fail("the source does not answer: " + e.getMessage());
        } catch (RuntimeException e) {
            fail(e.getMessage() == null ? e.toString() : e.getMessage());
        } finally {
            over = true;
        }
    }

    private VerifyLimits limits() {
        ControlRequest.Options options = request.options();
        return VerifyLimits.ofRequest(
                options.rowsPerSecond() > 0
                        ? options.rowsPerSecond()
                        : config.verify().rowsPerSecond(),
                config.verify().replica(),
                options.loadTimeoutSeconds() < 0 ? LOADS : Duration.ofSeconds(options.loadTimeoutSeconds()));
    }

    private void compare(Verification verification) throws SQLException, InterruptedException {
        NamedTables named = NamedTables.of(request.tables(), verification.tables());
        Listener listener = new Listener();
        synchronized (this) {
            List<String> all = new ArrayList<>(
                    named.tables().stream().map(TableId::toString).toList());
            all.addAll(named.unknown());
            tables = List.copyOf(all);
        }
        for (String unknown : named.unknown()) {
            verification.record(
                    Outcome.without(
                            TableId.parse(unknown),
                            Verdict.NOT_COMPARABLE,
                            "it is not captured: see source.tables and source.exclude, and `./millrace doctor`"),
                    listener);
        }
        verification.verify(named.tables(), request.kind() == ControlRequest.Kind.REPAIR, listener);
    }

    private synchronized void fail(String why) {
        failure = Optional.of(why);
    }

    /** What is found out. */
    private final class Listener implements Verification.Listener {
        @Override
        public void rows(TableId table, long more) {
            synchronized (RequestedVerification.this) {
                rows += more;
                current = table.toString();
            }
        }

        @Override
        public void outcome(Outcome outcome) {
            synchronized (RequestedVerification.this) {
                // The rows that differ are recorded, and can be many.
                outcomes.add(Outcome.without(outcome.table(), outcome.verdict(), outcome.reason()));
            }
        }

        @Override
        public void unrecorded(String why) {
            synchronized (RequestedVerification.this) {
                unrecorded = why;
            }
        }
    }

    /** {@code schema.table} of each table that it compares; empty before that is known. */
    synchronized List<String> tables() {
        return tables;
    }

    /** For display: how far it is, or what it has found out. */
    synchronized String progress() {
        if (tables.isEmpty()) {
            return "";
        }
        if (!over) {
            return String.format(
                    Locale.ROOT,
                    "%d of %d tables, %,d rows%s",
                    outcomes.size(),
                    tables.size(),
                    rows,
                    current.isEmpty() ? "" : "; at " + current);
        }
        StringBuilder text = new StringBuilder();
        for (Verdict verdict : Verdict.values()) {
            long number = outcomes.stream()
                    .filter(outcome -> outcome.verdict() == verdict)
                    .count();
            if (number > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(number)
                        .append(' ')
                        .append(verdict.text());
            }
        }
        return text.toString();
    }

    boolean isOver() {
        return over;
    }

    /** Why it could not be done, or its result could not be recorded; empty if every table has its verdict. */
    synchronized Optional<String> failure() {
        return failure.or(() -> unrecorded.isEmpty() ? Optional.empty() : Optional.of(unrecorded));
    }

    /** Cancels it; it can be repeated from its start. */
    void stop() throws InterruptedException {
        lease.revoke();
        thread.interrupt();
        thread.join(STOP_MILLIS);
    }
}
