package io.millrace.pipeline.write;

import io.millrace.core.decode.Decoded;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.error.Replay;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.plan.Pending;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.plan.WritePlan;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.warehouse.Warehouse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one cycle: plans, evolves, inserts the tables side by side, truncates, and sends what cannot land to the dead
 * letters.
 */
final class CycleWriter {
    private static final Logger LOG = LoggerFactory.getLogger(CycleWriter.class);

    /** Of the values of dead letters that are sent together. */
    private static final long MAX_SENT_BYTES = 4L * 1024 * 1024;

    private static final WritePlan NOTHING =
            new WritePlan(List.of(), List.of(), Map.of(), List.of(), List.of(), List.of());

    private final WritePlanner planner;
    private final Warehouse warehouse;
    private final LetterLog letterLog;
    private final Retries retries;
    private final Lanes lanes;
    private final TableWriter tables;
    private final InFlight inFlight;
    private final BoundsWriter bounds;

    CycleWriter(
            WritePlanner planner,
            Warehouse warehouse,
            LetterLog letterLog,
            Retries retries,
            Lanes lanes,
            TableWriter tables,
            InFlight inFlight) {
        this.planner = planner;
        this.warehouse = warehouse;
        this.letterLog = letterLog;
        this.retries = retries;
        this.lanes = lanes;
        this.tables = tables;
        this.inFlight = inFlight;
        this.bounds = new BoundsWriter(warehouse, retries, lanes.count());
    }

    /** A cycle whose writing is planned. */
    record Planned(Cycle cycle, List<Pending> pending, WritePlan plan) {
        /**
         * Whether it may be written beside others: it inserts rows, and nothing about them depends on what another one writes.
         */
        boolean isIndependent() {
            return !cycle.hasLetters()
                    && plan.letters().isEmpty()
                    && plan.evolutions().isEmpty()
                    && plan.truncations().isEmpty()
                    && plan.snapshots().isEmpty()
                    && plan.paused().isEmpty()
                    && plan.batches().stream().allMatch(CycleWriter::isIndependent);
        }
    }

    /** Rows of a history, and rows that lack values, are completed from what was written before. */
    private static boolean isIndependent(TableBatch batch) {
        return batch.history().isEmpty() && batch.incomplete().isEmpty();
    }

    /** Decides what is written for the records; {@link #write(Planned)} does it, in the order of plans where one is not independent. */
    Planned plan(List<Incoming> records) throws InterruptedException {
        Cycle cycle = new Cycle(records);
        List<Pending> pending = new ArrayList<>(records.size());
        for (Incoming incoming : records) {
            if (incoming.decoded() instanceof Decoded.Event decoded) {
                pending.add(new Pending(incoming.record(), decoded.event()));
            } else if (incoming.decoded() instanceof Decoded.Rejected rejected) {
                cycle.letter(rejected.letter());
            }
        }
        try {
            return new Planned(cycle, pending, decide(pending));
        } catch (RuntimeException e) {
            Failures.rethrowFatal(e);
            inFlight.awaitNone();
            narrow(pending, cycle, e);
            return new Planned(cycle, pending, NOTHING);
        }
    }

    /**
     * Returns when each record is durable, as a row or as a dead letter.
     *
     * @throws io.millrace.core.warehouse.WarehouseException where the operator must help before anything can be written
     */
    Cycle write(Planned planned) throws InterruptedException {
        Cycle cycle = planned.cycle();
        write(planned.plan(), planned.pending(), cycle);
        send(cycle.letters());
        List<Replay> replays = cycle.replays();
        if (!replays.isEmpty()) {
            Failpoint.REPLAY_WRITTEN.reach();
            retries.run("note what became of replays", () -> warehouse.recordReplays(replays));
        }
        return cycle;
    }

    private WritePlan decide(List<Pending> pending) {
        return pending.isEmpty()
                ? NOTHING
                : retries.call("plan the writing", () -> planner.plan(pending, tables.tables(pending)));
    }

    private void write(List<Pending> pending, Cycle cycle) throws InterruptedException {
        WritePlan plan;
        try {
            plan = decide(pending);
        } catch (RuntimeException e) {
            Failures.rethrowFatal(e);
            narrow(pending, cycle, e);
            return;
        }
        write(plan, pending, cycle);
    }

    private void write(WritePlan plan, List<Pending> pending, Cycle cycle) throws InterruptedException {
        plan.letters().forEach(cycle::letter);
        plan.paused().forEach(tables::pause);
        Set<TableId> stuck = tables.evolve(plan.evolutions(), pending, cycle);
        List<TableBatch> batches = plan.batches().stream()
                .filter(batch -> !stuck.contains(batch.table().origin().storage()))
                .sorted(Comparator.comparingInt(
                        (TableBatch batch) -> -batch.changes().size()))
                .toList();
        List<Runnable> jobs = new ArrayList<>();
        batches.forEach(batch -> jobs.add(() -> tables.insert(batch, cycle)));
        jobs.addAll(bounds.jobs(plan, pending, cycle));
        lanes.run(jobs);
        if (!batches.isEmpty()) {
            Failpoint.ROWS_WRITTEN.reach();
        }
        if (cycle.hasLetters()) {
            List<Pending> rest = superseded(pending, batches, cycle);
            if (!rest.isEmpty()) {
                write(rest, cycle);
            }
        }
    }

    /** The planner failed in a way that nobody foresaw: finds the event at fault. */
    private void narrow(List<Pending> pending, Cycle cycle, RuntimeException e) throws InterruptedException {
        if (pending.size() == 1) {
            ChangeEvent event = pending.get(0).event();
            LOG.error("Could not plan the event at {}: {}", event.at(), Failures.trace(e));
            cycle.letter(event, ErrorCode.SCHEMA_NOT_FOLLOWED, "Planning the change failed: " + Failures.kind(e));
            return;
        }
        int half = pending.size() / 2;
        write(pending.subList(0, half), cycle);
        write(pending.subList(half, pending.size()), cycle);
    }

    /**
     * A plan holds only the last change of a key. Where that was rejected, an earlier one of the cycle must land in its
     * place: those of tables with rejections that were not in the plan. Changes of other keys among them do no harm, as
     * versions decide.
     */
    private static List<Pending> superseded(List<Pending> pending, List<TableBatch> batches, Cycle cycle) {
        List<Pending> rest = new ArrayList<>();
        for (TableBatch batch : batches) {
            if (batch.changes().stream().noneMatch(change -> cycle.isLetter(change.at()))) {
                continue;
            }
            Set<StreamPosition> planned = new HashSet<>();
            batch.changes().forEach(change -> planned.add(change.at()));
            for (Pending one : pending) {
                if (one.event() instanceof RowChange change
                        && batch.sources().contains(change.schema().table())
                        && !planned.contains(change.at())
                        && !cycle.isLetter(change.at())) {
                    rest.add(one);
                }
            }
        }
        return rest;
    }

    /**
     * A few at a time: on their way large ones are held several times over, by Kafka's client and the warehouse's. The log of
     * dead letters is for one write at a time.
     */
    private synchronized void send(List<DeadLetter> letters) {
        List<DeadLetter> few = new ArrayList<>();
        long bytes = 0;
        for (DeadLetter letter : letters) {
            long size = letter.value() == null ? 0 : letter.value().length;
            if (!few.isEmpty() && bytes + size > MAX_SENT_BYTES) {
                sendFew(List.copyOf(few));
                few.clear();
                bytes = 0;
            }
            few.add(letter);
            bytes += size;
        }
        if (!few.isEmpty()) {
            sendFew(few);
        }
    }

    private void sendFew(List<DeadLetter> letters) {
        retries.run("append dead letters to the log", () -> letterLog.append(letters));
        Failpoint.LETTER_LOGGED.reach();
        retries.run("record dead letters", () -> warehouse.recordDeadLetters(letters));
    }
}
