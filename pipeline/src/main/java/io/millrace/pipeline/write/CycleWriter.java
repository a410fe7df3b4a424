package io.millrace.pipeline.write;

import io.millrace.core.decode.DecodedRecord;
import io.millrace.core.error.DeadLetter;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.error.Replay;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.TableId;
import io.millrace.core.fault.Failpoint;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.plan.TableLookup;
import io.millrace.core.plan.WritePlan;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.warehouse.Warehouse;
import java.util.ArrayList;
import java.util.Comparator;
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
    record Planned(Cycle cycle, List<ChangeEvent> events, WritePlan plan) {
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
    Planned plan(List<DecodedRecord> records) throws InterruptedException {
        Cycle cycle = new Cycle(records);
        List<ChangeEvent> events = new ArrayList<>(records.size());
        for (DecodedRecord record : records) {
            switch (record.kind()) {
                case EVENT -> events.add(((DecodedRecord.Event) record).event());
                case REJECTED -> cycle.letter(((DecodedRecord.Rejected) record).letter());
            }
        }
        try {
            return new Planned(cycle, events, decide(events));
        } catch (RuntimeException e) {
            Failures.rethrowFatal(e);
            inFlight.awaitNone();
            Bisection.narrow(
                    events,
                    this::decide,
                    (some, plan) -> write(plan, some, cycle),
                    (one, why) -> unplanned(one, why, cycle),
                    e);
            return new Planned(cycle, events, NOTHING);
        }
    }

    /**
     * Returns when each record is durable, as a row or as a dead letter.
     *
     * @throws io.millrace.core.warehouse.WarehouseException where the operator must help before anything can be written
     */
    Cycle write(Planned planned) throws InterruptedException {
        Cycle cycle = planned.cycle();
        write(planned.plan(), planned.events(), cycle);
        send(cycle.letters());
        List<Replay> replays = cycle.replays();
        if (!replays.isEmpty()) {
            Failpoint.REPLAY_WRITTEN.reach();
            retries.run("note what became of replays", () -> warehouse.recordReplays(replays));
        }
        return cycle;
    }

    private WritePlan decide(List<ChangeEvent> events) {
        if (events.isEmpty()) {
            return NOTHING;
        }
        TableLookup tables = TableLookup.of(
                events, (oids, names) -> retries.call("look up tables", () -> warehouse.describe(oids, names)));
        return retries.call("plan the writing", () -> planner.plan(events, tables));
    }

    private void write(WritePlan plan, List<ChangeEvent> events, Cycle cycle) throws InterruptedException {
        plan.letters().forEach(cycle::letter);
        plan.paused().forEach(tables::pause);
        Set<TableId> stuck = tables.evolve(plan.evolutions(), events, cycle);
        List<TableBatch> batches = plan.batches().stream()
                .filter(batch -> !stuck.contains(batch.table().origin().storage()))
                .sorted(Comparator.comparingInt(
                        (TableBatch batch) -> -batch.changes().size()))
                .toList();
        List<Runnable> jobs = new ArrayList<>();
        batches.forEach(batch -> jobs.add(() -> tables.insert(batch, cycle)));
        jobs.addAll(bounds.jobs(plan, events, cycle));
        lanes.run(jobs);
        if (!batches.isEmpty()) {
            Failpoint.ROWS_WRITTEN.reach();
        }
        if (cycle.hasLetters()) {
            List<ChangeEvent> rest = SupersededRows.toPlanAgain(events, batches, cycle::isLetter);
            if (!rest.isEmpty()) {
                Bisection.run(
                        rest,
                        this::decide,
                        (some, again) -> write(again, some, cycle),
                        (one, why) -> unplanned(one, why, cycle));
            }
        }
    }

    /** The planner failed for one event in a way that nobody foresaw. */
    private static void unplanned(ChangeEvent event, RuntimeException e, Cycle cycle) {
        LOG.error("Could not plan the event at {}: {}", event.at(), Failures.trace(e));
        cycle.letter(event, ErrorCode.SCHEMA_NOT_FOLLOWED, "Planning the change failed: " + Failures.kind(e));
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
