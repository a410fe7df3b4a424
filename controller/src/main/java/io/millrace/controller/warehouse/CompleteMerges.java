package io.millrace.controller.warehouse;

import io.millrace.config.Config;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.lease.LeaseLostException;
import io.millrace.core.event.TableId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Merges the storage of a table into one part: once after its load, and when it has rested after changes. Views take the latest
 * version of each key ({@code FINAL}), which costs several times the rest of a query while parts overlap and nothing while there
 * is one; ClickHouse itself stops long before that. Left out are large tables ({@link MergeCandidates}), and clusters, whose
 * servers merge by their own settings. Nothing but the speed of queries depends on it. Thread-safe.
 */
public final class CompleteMerges {
    /** The engine refuses while parts are being merged or altered. */
    private static final int ATTEMPTS = 6;

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);

    /** A look waits for the budget so long at most. */
    private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

    private static final long STEP_MILLIS = 1_000;

    /** Refusals in a row, ten minutes apart, from which a reason that may pass does not. */
    private static final int LASTING = 3;

    /** Failures are logged while none is younger: with many tables the reason is most likely the same. */
    private static final long REPEAT_NANOS = Duration.ofDays(1).toNanos();

    private final boolean merges;
    private final MergeCandidates candidates;
    private final Lease lease;
    private final Consumer<String> log;
    private final Resting resting;
    private final MergeBudget budget = new MergeBudget();
    private final Set<TableId> waiting = new LinkedHashSet<>();
    private long lookedAt = System.nanoTime();
    private boolean idle;
    private boolean running;

    /** When tables have failed that have not been merged since. */
    private final Map<String, Long> failed = new HashMap<>();

    /** Refusals in a row that may pass. */
    private final Map<String, Integer> refusals = new HashMap<>();

    /**
     * When a table is merged that was not loaded.
     *
     * @param quiet how long nothing has been written to it
     * @param rows how many its parts have at least; queries of fewer take milliseconds in any case
     * @param between two looks for such tables
     */
    record Resting(Duration quiet, long rows, Duration between) {
        static final Resting DEFAULT = new Resting(Duration.ofMinutes(5), 100_000, Duration.ofMinutes(1));
    }

    /**
     * @param config complete; without a warehouse nothing is merged
     * @param lease asked before each table
     * @param log receives messages for the operator, in full sentences
     */
    public CompleteMerges(Config config, Lease lease, Consumer<String> log) {
        this(config, Resting.DEFAULT, lease, log);
    }

    CompleteMerges(Config config, Resting resting, Lease lease, Consumer<String> log) {
        this.merges = config.warehouse().url().isPresent()
                && config.warehouse().cluster().isEmpty();
        this.candidates = new MergeCandidates(config);
        this.resting = resting;
        this.lease = lease;
        this.log = log;
    }

    /** A table has been loaded; it is merged when no load runs. */
    public synchronized void loaded(TableId table) {
        if (merges) {
            waiting.add(table);
        }
    }

    /**
     * Merges what has been loaded or rests, one table at a time in a thread of its own, as long as no load runs: both are work
     * for all cores.
     *
     * @param now whether no load runs
     */
    public synchronized void idle(boolean now) {
        idle = now;
        if (merges && idle && !running && (!waiting.isEmpty() || isTimeToLook())) {
            Thread thread = new Thread(this::run, "complete-merges");
            thread.setDaemon(true);
            thread.start();
            running = true;
        }
    }

    private boolean isTimeToLook() {
        return System.nanoTime() - lookedAt > resting.between().toNanos();
    }

    private void run() {
        try {
            for (TableId table = next(); table != null; table = next()) {
                TableId loaded = table;
                said("table " + table, () -> mergeLoaded(loaded));
            }
            if (beginLook()) {
                mergeResting();
            }
        } catch (LeaseLostException e) {
            forget();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            forget();
        } finally {
            synchronized (this) {
                running = false;
            }
        }
    }

    private synchronized @Nullable TableId next() {
        TableId table = idle ? waiting.stream().findFirst().orElse(null) : null;
        if (table != null) {
            waiting.remove(table);
        }
        return table;
    }

    private synchronized boolean beginLook() {
        boolean begins = idle && isTimeToLook();
        lookedAt = begins ? System.nanoTime() : lookedAt;
        return begins;
    }

    private synchronized boolean isIdle() {
        return idle && waiting.isEmpty();
    }

    private synchronized void forget() {
        waiting.clear();
    }

    /** Merges one table. */
    @FunctionalInterface
    private interface Merge {
        /** @return why it could not be done; empty if it was, or was not needed */
        Optional<String> run() throws IOException, InterruptedException;
    }

    /** Later tables are merged all the same. */
    private void said(String table, Merge merge) throws InterruptedException {
        String reason;
        try {
            lease.require();
            reason = merge.run().orElse("");
        } catch (LeaseLostException | InterruptedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            reason = String.valueOf(e.getMessage());
        } catch (Throwable e) {
            // Out of memory, most likely.
            reason = e.toString();
        }
        long now = System.nanoTime();
        failed.values().removeIf(time -> now - time > REPEAT_NANOS);
        if (reason.isEmpty()) {
            failed.remove(table);
            return;
        }
        if (failed.isEmpty()) {
            log.accept("The parts of " + table + " were not merged, so queries of it are slower until the warehouse has"
                    + " merged them by itself: " + reason);
        }
        failed.putIfAbsent(table, now);
    }

    private Optional<String> mergeLoaded(TableId table) throws IOException, InterruptedException {
        Optional<String> refusal = Optional.empty();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<String> storage = candidates.of(table);
            if (storage.isEmpty()) {
                return Optional.empty();
            }
            refusal = candidates.merge(storage.get()).filter(reason -> !MergeCandidates.isGone(reason));
            if (refusal.isEmpty()) {
                return refusal;
            }
            Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
        }
        return refusal;
    }

    private void mergeResting() throws InterruptedException {
        while (isIdle()) {
            List<String> storages = resting();
            long now = System.nanoTime();
            Optional<String> first = storages.stream()
                    .min(Comparator.comparingLong(storage -> budget.wait(storage, now)))
                    .filter(storage -> budget.wait(storage, now) <= PATIENCE_NANOS);
            if (first.isEmpty()) {
                return;
            }
            if (budget.wait(first.get(), now) == 0) {
                said(first.get(), () -> mergeResting(first.get()));
            } else {
                Thread.sleep(STEP_MILLIS);
            }
        }
    }

    private List<String> resting() throws InterruptedException {
        List<String> storages = new ArrayList<>();
        said("tables that rest", () -> {
            try {
                storages.addAll(candidates.resting(resting.quiet(), resting.rows()));
            } catch (IOException | WarehouseHttp.NoAnswerException e) {
                return Optional.empty(); // It is down, which is said elsewhere.
            } catch (ControllerException e) {
                // Before the pipeline has begun there are no tables.
                return Optional.of(String.valueOf(e.getMessage())).filter(reason -> !MergeCandidates.isGone(reason));
            }
            return Optional.empty();
        });
        return storages;
    }

    private Optional<String> mergeResting(String storage) throws IOException {
        long begun = System.nanoTime();
        boolean refused = false;
        try {
            Optional<String> refusal = candidates.merge(storage).filter(reason -> !MergeCandidates.isGone(reason));
            refused = refusal.filter(MergeCandidates::isForNow).isPresent();
            if (refused) {
                budget.refused(storage, System.nanoTime());
                return refusal.filter(reason -> refusals.merge(storage, 1, Integer::sum) >= LASTING);
            }
            refusals.remove(storage);
            return refusal;
        } finally {
            if (!refused) {
                budget.took(storage, begun, System.nanoTime());
            }
        }
    }
}
