package io.millrace.controller.verify;

import io.millrace.controller.error.ControllerException;
import io.millrace.controller.resync.OpenLoads;
import io.millrace.core.event.TableId;
import io.millrace.core.verify.NotComparable;
import io.millrace.core.warehouse.WarehouseException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Compares some tables in parallel: first all of them optimistically, small ones together, then thoroughly those not proved equal.
 * For one use.
 */
final class VerificationRound {
    /** After this many consecutive tables for which a system could not be reached, the others are skipped. */
    private static final int MOST_AWAY = 3;

    private final Verification.Tools tools;
    private final boolean repairs;
    private final Verification.Listener listener;
    private final SmallTables smallTables;
    private final Queue<Open> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger away = new AtomicInteger();
    private volatile @Nullable Exception hopeless;

    /** @param again whether it is compared from the start */
    private record Open(TableCheck check, boolean again) {}

    VerificationRound(Verification.Tools tools, boolean repairs, Verification.Listener listener) {
        this.tools = tools;
        this.repairs = repairs;
        this.listener = listener;
        this.smallTables = new SmallTables(tools);
    }

    void run(List<TableId> tables) throws InterruptedException {
        if (tables.isEmpty()) {
            // Nothing is worth waiting for.
            return;
        }
        Queue<TableCheck> checks = new ConcurrentLinkedQueue<>();
        long upTo;
        try {
            List<OpenLoads.Load> loads = tools.barrier().loads();
            upTo = tools.barrier().warehouse();
            tools.barrier().replica();
            for (TableId table : tables) {
                TableCheck check = new TableCheck(table, tools, more -> listener.rows(table, more));
                if (loads.stream().anyMatch(load -> CatchUpBarrier.isOf(load, table))) {
                    open.add(new Open(check, true));
                } else {
                    checks.add(check);
                }
            }
        } catch (SQLException | IOException | RuntimeException e) {
            tables.forEach(table -> listener.outcome(ComparisonFailure.outcome(table, e)));
            return;
        }
        lookUp(tables);
        int readers = tools.limits().readers();
        Queue<TableCheck> single = new ConcurrentLinkedQueue<>();
        inThreads(readers, SmallTables.groups(checks, readers), group -> single.addAll(notProved(group, upTo)));
        inThreads(readers, single, check -> glance(check, upTo));
        inThreads(tools.limits().recheckers(), open, this::decide);
    }

    /** Together, which takes a fraction of the time. */
    private void lookUp(List<TableId> tables) {
        try {
            tools.warehouse().describeAgain(Set.copyOf(tables));
        } catch (WarehouseException e) {
            // One by one, to find the table at fault.
        }
    }

    /** Compares a group together, and returns those of it that this does not prove equal. */
    private List<TableCheck> notProved(List<TableCheck> group, long upTo) throws InterruptedException {
        Map<TableCheck, Outcome> equal = Map.of();
        if (hopeless == null) {
            try {
                equal = smallTables.glance(group, upTo);
                away.set(0);
            } catch (SQLException | RuntimeException e) {
                // One by one, to find the table at fault.
                tools.readers().forget();
                markUnreachable(e);
            }
        }
        equal.values().forEach(listener::outcome);
        List<TableCheck> others = new ArrayList<>(group);
        others.removeAll(equal.keySet());
        return others;
    }

    private void glance(TableCheck check, long upTo) throws InterruptedException {
        try {
            if (hopeless == null) {
                Optional<Outcome> equal = check.glance(upTo);
                away.set(0);
                if (equal.isPresent()) {
                    listener.outcome(equal.get());
                } else {
                    open.add(new Open(check, false));
                }
                return;
            }
        } catch (SQLException | IOException | NotComparable | CatchUpBarrier.StillLoading | RuntimeException e) {
            tools.readers().forget();
            if (!markUnreachable(e)) {
                if (ComparisonFailure.mayPass(e)) {
                    // It may be changing; the others go first.
                    open.add(new Open(check, true));
                } else {
                    listener.outcome(ComparisonFailure.outcome(check.table(), e));
                }
                return;
            }
        }
        giveUp(check);
    }

    private void decide(Open table) throws InterruptedException {
        TableCheck check = table.check();
        if (hopeless != null) {
            giveUp(check);
            return;
        }
        Outcome outcome;
        try {
            outcome = table.again() ? check.again() : check.decide();
            away.set(0);
        } catch (SQLException | IOException | NotComparable | CatchUpBarrier.StillLoading | RuntimeException e) {
            tools.readers().forget();
            markUnreachable(e);
            if (!table.again() && hopeless == null && ComparisonFailure.mayPass(e)) {
                decide(new Open(check, true));
                return;
            }
            outcome = ComparisonFailure.outcome(check.table(), e);
        }
        listener.outcome(repairs && !outcome.differences().isEmpty() ? repaired(check, outcome) : outcome);
    }

    private Outcome repaired(TableCheck check, Outcome outcome) throws InterruptedException {
        try {
            return check.repair(outcome);
        } catch (SQLException | IOException | NotComparable | CatchUpBarrier.StillLoading | RuntimeException e) {
            tools.readers().forget();
            return outcome.repaired(List.of("Could not be repaired: " + e.getMessage() + "."), 0);
        }
    }

    private void giveUp(TableCheck check) {
        Exception e = hopeless;
        listener.outcome(
                ComparisonFailure.outcome(check.table(), e == null ? new ControllerException("nothing answers") : e));
    }

    /** @return whether to skip the other tables */
    private boolean markUnreachable(Exception e) {
        boolean stalled = e instanceof ControllerException;
        if (stalled || (ComparisonFailure.isAway(e) && away.incrementAndGet() >= MOST_AWAY)) {
            hopeless = e;
        }
        return hopeless != null;
    }

    /** The action for each table. */
    private interface Step<T> {
        void take(T one) throws InterruptedException;
    }

    private <T> void inThreads(int most, Queue<T> queue, Step<T> step) throws InterruptedException {
        int number = Math.min(most, queue.size());
        if (number == 0) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(number, task -> {
            Thread thread = new Thread(task, "verify-table");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                all.add(threads.submit(() -> {
                    try {
                        for (T one = queue.poll(); one != null; one = queue.poll()) {
                            step.take(one);
                        }
                    } finally {
                        // They are this thread's, which ends.
                        tools.readers().forget();
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            } else if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException("a thread that compares tables has ended: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }
}
