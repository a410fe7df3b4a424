package io.millrace.pipeline.write;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.SourceKey;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionOrder;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.plan.Catalogue;
import io.millrace.core.plan.NamedRows;
import io.millrace.core.plan.Pending;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.warehouse.Resyncs;
import io.millrace.core.warehouse.Warehouse;
import io.millrace.core.warehouse.WarehouseException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evolves tables and inserts into them. A rejected batch is halved until the rows at fault are found; the rest of it lands.
 */
final class TableWriter {
    private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);

    /** Plans that are carried out together. */
    private static final int MOST_TOGETHER = 50;

    private final Warehouse warehouse;
    private final Resyncs resyncs;
    private final Retries retries;
    private final Lanes lanes;
    private final InstantSource time;
    private final Map<TableId, String> pauses = new ConcurrentHashMap<>();

    TableWriter(Warehouse warehouse, Resyncs resyncs, Retries retries, Lanes lanes, InstantSource time) {
        this.warehouse = warehouse;
        this.resyncs = resyncs;
        this.retries = retries;
        this.lanes = lanes;
        this.time = time;
    }

    /** The tables that a plan for some events asks for. */
    Catalogue tables(Collection<Pending> pending) {
        return new CycleTables(warehouse, retries, pending);
    }

    /** Records a pause once, when it begins: its rows are many. */
    void pause(EvolutionPlan plan) {
        TableId table = plan.result().source();
        if (!plan.pause().equals(pauses.put(table, plan.pause()))) {
            LOG.error("{} is paused: {}. Its changes wait among the dead letters.", table, plan.pause());
            retries.run("record the pause of " + table, () -> warehouse.pause(plan));
        }
    }

    /**
     * Carries out plans, those of different tables together and side by side. Changes of tables that cannot follow become dead
     * letters.
     *
     * @return where those tables have their storage
     */
    Set<TableId> evolve(List<EvolutionPlan> evolutions, List<Pending> pending, Cycle cycle)
            throws InterruptedException {
        Stuck stuck = new Stuck(pending, cycle);
        // Before the steps: after a crash between the two it is wanted again.
        evolutions.forEach(plan -> stuck.unless(plan, () -> askForLoad(plan)));
        List<Runnable> jobs = new ArrayList<>();
        parts(evolutions).forEach(part -> jobs.add(() -> evolveTogether(part, stuck)));
        lanes.run(jobs);
        return stuck.places;
    }

    /** Large enough to save requests, and one for each lane. */
    private List<List<EvolutionPlan>> parts(List<EvolutionPlan> evolutions) {
        int size = Math.min(MOST_TOGETHER, Math.max(1, evolutions.size() / lanes.count()));
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
        private final List<Pending> pending;
        private final Cycle cycle;

        Stuck(List<Pending> pending, Cycle cycle) {
            this.pending = pending;
            this.cycle = cycle;
        }

        boolean isFree(EvolutionPlan plan) {
            return !places.contains(plan.result().origin().storage());
        }

        /** Takes a step for a table that is not stuck; it is when the step fails. */
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
                for (Pending one : pending) {
                    if (isOf(one.event(), plan.result())) {
                        cycle.letter(one.event(), Failures.code(e), Failures.reason(e));
                    }
                }
            }
        }
    }

    /** Whether it is a change of the table's rows, or of its description. */
    private static boolean isOf(ChangeEvent event, WarehouseTable table) {
        if (event instanceof ChangeEvent.Described described) {
            return described.relation().oid() == table.origin().oid();
        }
        if (!(event instanceof RowChange change)) {
            return false;
        }
        long oid = change.schema().oid();
        return (oid != 0 && oid == table.origin().oid())
                || change.schema().table().equals(table.source());
    }

    void insert(TableBatch batch, Cycle cycle) {
        keep(batch, batch.history(), cycle);
        if (!batch.history().isEmpty()) {
            Failpoint.HISTORY_KEPT.reach();
        }
        insertAll(batch, cycle);
    }

    /** The history first: storage still has what completes its changes. */
    private void keep(TableBatch batch, List<RowChange> history, Cycle cycle) {
        if (history.isEmpty()) {
            return;
        }
        TableId table = batch.table().source();
        TableBatch kept = new TableBatch(batch.table(), List.of(), batch.sources(), history, batch.origins());
        try {
            boolean unused = retries.call("write to the history of " + table, history.size() == 1, () -> {
                warehouse.keep(kept);
                return true;
            });
        } catch (RuntimeException e) {
            List<List<RowChange>> halves = rejected(history, cycle, e);
            halves.forEach(half -> keep(batch, half, cycle));
        }
    }

    private void insertAll(TableBatch batch, Cycle cycle) {
        WarehouseTable table = batch.table();
        List<RowChange> changes = batch.changes();
        try {
            List<RowChange> missing =
                    retries.call("write to " + table.source(), changes.size() == 1, () -> warehouse.insert(batch));
            if (!missing.isEmpty()) {
                readAgain(table, missing);
            }
            cycle.wrote(
                    table.source(),
                    batch.sources(),
                    changes.size(),
                    ChronoUnit.MICROS.between(Instant.EPOCH, time.instant()));
        } catch (RuntimeException e) {
            if (changes.size() == 1 && Failures.code(e) == ErrorCode.VALUES_MISSING) {
                readAgain(table, changes);
                return;
            }
            List<List<RowChange>> halves = rejected(changes, cycle, e);
            halves.forEach(half -> insertAll(batch.with(half), cycle));
        }
    }

    /** Only the source has all values of the rows: they come later in the stream than the changes that lack them. */
    private void readAgain(WarehouseTable table, List<RowChange> changes) {
        List<List<SourceKey>> requests = NamedRows.ofAll(changes);
        LOG.info(
                "{} of {} are read from the source: their changes do not carry what they did not touch, and the warehouse does"
                        + " not have it.",
                requests.contains(List.<SourceKey>of()) ? "All rows" : changes.size() + " rows",
                table.source());
        for (List<SourceKey> rows : requests) {
            retries.run(
                    "ask for rows of " + table.source(),
                    () -> resyncs.resync(
                            table.source(), table.origin().oid(), rows, "a change lacks values that it did not touch"));
        }
    }

    /** @return the changes in halves, so that the row at fault is found; nothing where it is, as a dead letter */
    private List<List<RowChange>> rejected(List<RowChange> changes, Cycle cycle, RuntimeException e) {
        Failures.rethrowFatal(e);
        if (changes.size() > 1) {
            int half = changes.size() / 2;
            return List.of(changes.subList(0, half), changes.subList(half, changes.size()));
        }
        if (!(e instanceof WarehouseException)) {
            LOG.error("Could not write the change at {}: {}", changes.get(0).at(), Failures.trace(e));
        }
        cycle.letter(changes.get(0), Failures.code(e), Failures.reason(e));
        return List.of();
    }
}
