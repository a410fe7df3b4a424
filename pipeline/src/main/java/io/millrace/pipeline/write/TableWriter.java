package io.millrace.pipeline.write;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.EvolutionOrder;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.plan.NamedRows;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.warehouse.OutdatedPlanException;
import io.millrace.core.warehouse.Resyncs;
import io.millrace.core.warehouse.Warehouse;
import io.millrace.core.warehouse.WarehouseException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evolves tables and inserts into them. Rows at fault are found by {@link Bisection}; the rest of a batch lands.
 */
final class TableWriter {
    private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);

    /** Plans that are carried out together. */
    private static final int MOST_TOGETHER = 50;

    private final Warehouse warehouse;
    private final Resyncs resyncs;
    private final Retries retries;
    private final WriterPool pool;
    private final InstantSource time;
    private final Map<TableId, String> pauses = new ConcurrentHashMap<>();

    TableWriter(Warehouse warehouse, Resyncs resyncs, Retries retries, WriterPool pool, InstantSource time) {
        this.warehouse = warehouse;
        this.resyncs = resyncs;
        this.retries = retries;
        this.pool = pool;
        this.time = time;
    }

    /** Records a paused table once, not for each of its rows. */
    void pause(EvolutionPlan plan) {
        TableId table = plan.result().source();
        if (!plan.pause().equals(pauses.put(table, plan.pause()))) {
            LOG.error("{} is paused: {}. Its changes become dead letters.", table, plan.pause());
            retries.run("record the pause of " + table, () -> warehouse.pause(plan));
        }
    }

    /**
     * Carries out plans, those of different tables together and in parallel. Changes of tables that cannot follow
     * become dead letters.
     *
     * @return where those tables have their storage
     */
    Set<TableId> evolve(List<EvolutionPlan> evolutions, List<ChangeEvent> events, WriteBatch writeBatch)
            throws InterruptedException {
        Stuck stuck = new Stuck(events, writeBatch);
        // Before the steps: after a crash between the two it is requested again.
        evolutions.forEach(plan -> stuck.unless(plan, () -> askForLoad(plan)));
        List<Runnable> jobs = new ArrayList<>();
        parts(evolutions).forEach(part -> jobs.add(() -> evolveTogether(part, stuck)));
        pool.run(jobs);
        return stuck.places;
    }

    /** Large enough to save requests, at most one per writer. */
    private List<List<EvolutionPlan>> parts(List<EvolutionPlan> evolutions) {
        int size = Math.min(MOST_TOGETHER, Math.max(1, evolutions.size() / pool.count()));
        List<List<EvolutionPlan>> parts = new ArrayList<>();
        List<EvolutionPlan> part = new ArrayList<>();
        for (List<EvolutionPlan> chain : EvolutionOrder.chains(evolutions)) {
            part.addAll(chain);
            if (part.size() >= size) {
                parts.add(List.copyOf(part));
                part.clear();
            }
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    private void evolveTogether(List<EvolutionPlan> plans, Stuck stuck) {
        List<EvolutionPlan> open = plans.stream().filter(stuck::isFree).toList();
        if (open.size() > 1) {
            try {
                retries.run("evolve " + open.size() + " tables", () -> warehouse.evolve(open));
                return;
            } catch (RuntimeException e) {
                Failures.rethrowFatal(e);
                LOG.info("Tables are evolved one by one, to find the one at fault: {}", Failures.reason(e));
            }
        }
        for (EvolutionPlan plan : open) {
            stuck.unless(plan, () -> retries.run("evolve " + plan.result().source(), () -> warehouse.evolve(plan)));
        }
    }

    private void askForLoad(EvolutionPlan plan) {
        if (!plan.wantsResync()) {
            return;
        }
        TableId table = plan.result().source();
        LOG.info("{} is loaded again: {}", table, plan.resync());
        retries.run(
                "ask for a resync of " + table,
                () -> resyncs.resync(table, plan.result().origin().oid(), List.of(), plan.resync()));
    }

    /** The tables that cannot follow. */
    private static final class Stuck {
        private final Set<TableId> places = ConcurrentHashMap.newKeySet();
        private final List<ChangeEvent> events;
        private final WriteBatch writeBatch;

        Stuck(List<ChangeEvent> events, WriteBatch writeBatch) {
            this.events = events;
            this.writeBatch = writeBatch;
        }

        boolean isFree(EvolutionPlan plan) {
            return !places.contains(plan.result().origin().storage());
        }

        /** Runs a step for a table; if it fails, further steps for the table are skipped. */
        void unless(EvolutionPlan plan, Runnable step) {
            if (!isFree(plan)) {
                return;
            }
            try {
                step.run();
            } catch (RuntimeException e) {
                Failures.rethrowFatal(e);
                places.add(plan.result().origin().storage());
                LOG.error("{} could not follow its source: {}", plan.result().source(), Failures.reason(e));
                for (ChangeEvent event : events) {
                    if (isOf(event, plan.result())) {
                        writeBatch.deadLetter(event, Failures.code(e), Failures.reason(e));
                    }
                }
            }
        }
    }

    /** Whether it is a change of the table's rows, or of its description. */
    private static boolean isOf(ChangeEvent event, WarehouseTable table) {
        return switch (event.kind()) {
            case INSERT, UPDATE, DELETE, SNAPSHOT_READ -> isOf(((RowChange) event).schema(), table);
            case DESCRIBED ->
                isInFirstPartition(event)
                        && ((ChangeEvent.Described) event).relation().oid()
                                == table.origin().oid();
            // Its rows are, those that come later, too.
            case TRUNCATE, SCHEMA_SEEN, SNAPSHOT_TAKEN, HEARTBEAT, MESSAGE -> false;
        };
    }

    /** Every partition has a description: one dead letter is enough. */
    static boolean isInFirstPartition(ChangeEvent event) {
        return event.at().partition() == 0;
    }

    private static boolean isOf(TableSchema schema, WarehouseTable table) {
        return (schema.oid() != 0 && schema.oid() == table.origin().oid())
                || schema.table().equals(table.source());
    }

    /** @return whether it was done; false if another process has altered the table, so that its changes must be planned again */
    boolean insert(TableBatch batch, WriteBatch writeBatch) {
        try {
            keep(batch, batch.history(), writeBatch);
            if (!batch.history().isEmpty()) {
                Failpoint.HISTORY_KEPT.reach();
            }
            insertAll(batch, writeBatch);
            return true;
        } catch (OutdatedPlanException e) {
            LOG.info("{}. They are planned again.", e.getMessage());
            return false;
        }
    }

    /** The history first: storage still has what completes its changes. */
    private void keep(TableBatch batch, List<RowChange> history, WriteBatch writeBatch) {
        if (history.isEmpty()) {
            return;
        }
        TableId table = batch.table().source();
        Bisection.run(
                history,
                some -> retries.call("write to the history of " + table, some.size() == 1, () -> {
                    warehouse.keep(new TableBatch(batch.table(), List.of(), batch.sources(), some, batch.origins()));
                    return some.size();
                }),
                (some, kept) -> {},
                (change, e) -> reject(change, writeBatch, e));
    }

    private void insertAll(TableBatch batch, WriteBatch writeBatch) {
        List<RowChange> all = batch.changes();
        Bisection.run(
                all,
                changes -> insert(changes.size() == all.size() ? batch : batch.with(changes)),
                (changes, missing) -> inserted(batch, changes.size(), missing, writeBatch),
                (change, e) -> {
                    if (Failures.code(e) == ErrorCode.VALUES_MISSING) {
                        readAgain(batch.table(), List.of(change));
                    } else {
                        reject(change, writeBatch, e);
                    }
                });
    }

    private List<RowChange> insert(TableBatch batch) {
        boolean oneRow = batch.changes().size() == 1;
        return retries.call("write to " + batch.table().source(), oneRow, () -> warehouse.insert(batch));
    }

    private void inserted(TableBatch batch, int rows, List<RowChange> missing, WriteBatch writeBatch) {
        if (!missing.isEmpty()) {
            readAgain(batch.table(), missing);
        }
        writeBatch.wrote(
                batch.table().source(),
                batch.sources(),
                rows,
                ChronoUnit.MICROS.between(Instant.EPOCH, time.instant()));
    }

    /** Only the source has all values of the rows: they arrive later in the stream than the changes that lack them. */
    private void readAgain(WarehouseTable table, List<RowChange> changes) {
        List<List<SourceKey>> requests = NamedRows.ofAll(changes);
        LOG.info(
                "{} of {} are read from the source: their changes do not carry what they did not touch, and the"
                        + " warehouse does not have it.",
                requests.contains(List.<SourceKey>of()) ? "All rows" : changes.size() + " rows",
                table.source());
        for (List<SourceKey> rows : requests) {
            retries.run(
                    "ask for rows of " + table.source(),
                    () -> resyncs.resync(
                            table.source(), table.origin().oid(), rows, "a change lacks values that it did not touch"));
        }
    }

    private static void reject(RowChange change, WriteBatch writeBatch, RuntimeException e) {
        if (!(e instanceof WarehouseException)) {
            LOG.error("Could not write the change at {}: {}", change.at(), Failures.trace(e));
        }
        writeBatch.deadLetter(change, Failures.code(e), Failures.reason(e));
    }
}
