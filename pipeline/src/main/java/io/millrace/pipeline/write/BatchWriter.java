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
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one batch: plans, evolves, inserts tables in parallel, truncates, and appends dead letters. */
final class BatchWriter {
    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    /** Total size of dead letters that are sent together. */
    private static final long MAX_SENT_BYTES = 4L * 1024 * 1024;

    /** Each time another process must have altered a table: more often in a row would be a fault of this program. */
    private static final int MOST_IN_VAIN = 10;

    private static final WritePlan NOTHING =
            new WritePlan(List.of(), List.of(), Map.of(), List.of(), List.of(), List.of());

    private final WritePlanner planner;
    private final Warehouse warehouse;
    private final DeadLetterAppender deadLetterLog;
    private final Retries retries;
    private final WriterPool pool;
    private final TableWriter tables;
    private final InFlight inFlight;
    private final BoundsWriter bounds;

    BatchWriter(
            WritePlanner planner,
            Warehouse warehouse,
            DeadLetterAppender deadLetterLog,
            Retries retries,
            WriterPool pool,
            TableWriter tables,
            InFlight inFlight) {
        this.planner = planner;
        this.warehouse = warehouse;
        this.deadLetterLog = deadLetterLog;
        this.retries = retries;
        this.pool = pool;
        this.tables = tables;
        this.inFlight = inFlight;
        this.bounds = new BoundsWriter(warehouse, retries, pool.count());
    }

    /** A batch with its plan. */
    record Planned(WriteBatch writeBatch, List<ChangeEvent> events, WritePlan plan) {
        /**
         * Whether it may be written in parallel with others: it only inserts rows that do not depend on another batch.
         */
        boolean isIndependent() {
            return !writeBatch.hasDeadLetters() && BatchWriter.isIndependent(plan);
        }
    }

    private static boolean isIndependent(WritePlan plan) {
        return plan.deadLetters().isEmpty()
                && plan.evolutions().isEmpty()
                && plan.truncations().isEmpty()
                && plan.snapshots().isEmpty()
                && plan.paused().isEmpty()
                && plan.batches().stream().allMatch(BatchWriter::isIndependent);
    }

    /** Rows of a history, and rows that lack values, are completed from what was written before. */
    private static boolean isIndependent(TableBatch batch) {
        return batch.history().isEmpty() && batch.incomplete().isEmpty();
    }

    /** Plans a batch; {@link #write(Planned, InFlight.Others)} carries it out, in the order of plans if one is not independent. */
    Planned plan(List<DecodedRecord> records) throws InterruptedException {
        WriteBatch writeBatch = new WriteBatch(records);
        List<ChangeEvent> events = new ArrayList<>(records.size());
        for (DecodedRecord record : records) {
            switch (record.kind()) {
                case EVENT -> events.add(((DecodedRecord.Event) record).event());
                case REJECTED -> writeBatch.deadLetter(((DecodedRecord.Rejected) record).deadLetter());
            }
        }
        try {
            return new Planned(writeBatch, events, decide(events));
        } catch (RuntimeException e) {
            Failures.rethrowFatal(e);
            inFlight.awaitNone();
            Bisection.narrow(
                    events,
                    this::decide,
                    (some, plan) -> write(plan, some, new Writing(writeBatch, InFlight.Others.NONE, 0)),
                    (one, why) -> unplanned(one, why, writeBatch),
                    e);
            return new Planned(writeBatch, events, NOTHING);
        }
    }

    /**
     * Returns when each record is durable, as a row or as a dead letter.
     *
     * @param others to wait for where it turns out that the batch depends on them
     * @throws io.millrace.core.warehouse.WarehouseException if the operator must help before anything can be written
     */
    WriteBatch write(Planned planned, InFlight.Others others) throws InterruptedException {
        WriteBatch writeBatch = planned.writeBatch();
        write(planned.plan(), planned.events(), new Writing(writeBatch, others, 0));
        send(writeBatch.deadLetters());
        List<Replay> replays = writeBatch.replays();
        if (!replays.isEmpty()) {
            Failpoint.REPLAY_WRITTEN.reach();
            retries.run("record the outcome of replays", () -> warehouse.recordReplays(replays));
        }
        return writeBatch;
    }

    private WritePlan decide(List<ChangeEvent> events) {
        if (events.isEmpty()) {
            return NOTHING;
        }
        WritePlan plan = decide(events, warehouse::describe);
        // Another executor may have taken the table further since this one looked.
        return alters(plan) ? decide(events, warehouse::describeAgain) : plan;
    }

    private WritePlan decide(List<ChangeEvent> events, TableLookup.Finder finder) {
        TableLookup tables =
                TableLookup.of(events, (oids, names) -> retries.call("look up tables", () -> finder.find(oids, names)));
        return retries.call("plan the writing", () -> planner.plan(events, tables));
    }

    private static boolean alters(WritePlan plan) {
        return plan.evolutions().stream()
                .anyMatch(evolution -> !evolution.changes().isEmpty());
    }

    /**
     * @param writeBatch its results
     * @param others see {@link #write(Planned, InFlight.Others)}
     * @param inVain how often its changes were planned for a table that another process had altered
     */
    private record Writing(WriteBatch writeBatch, InFlight.Others others, int inVain) {}

    private void write(WritePlan plan, List<ChangeEvent> events, Writing writing) throws InterruptedException {
        WriteBatch writeBatch = writing.writeBatch();
        plan.deadLetters().forEach(writeBatch::deadLetter);
        plan.paused().forEach(tables::pause);
        Set<TableId> stuck = tables.evolve(plan.evolutions(), events, writeBatch);
        List<TableBatch> batches = plan.batches().stream()
                .filter(batch -> !stuck.contains(batch.table().origin().storage()))
                .sorted(Comparator.comparingInt(
                        (TableBatch batch) -> -batch.changes().size()))
                .toList();
        Queue<TableBatch> outdated = new ConcurrentLinkedQueue<>();
        List<Runnable> jobs = new ArrayList<>();
        batches.forEach(batch -> jobs.add(() -> {
            if (!tables.insert(batch, writeBatch)) {
                outdated.add(batch);
            }
        }));
        jobs.addAll(bounds.jobs(plan, events, writeBatch));
        pool.run(jobs);
        if (!batches.isEmpty()) {
            Failpoint.ROWS_WRITTEN.reach();
        }
        if (writeBatch.hasDeadLetters()) {
            planAgain(SupersededRows.toPlanAgain(events, batches, writeBatch::isDeadLetter), writing);
        }
        if (!outdated.isEmpty()) {
            List<ChangeEvent> again = SupersededRows.ofTables(events, List.copyOf(outdated), writeBatch::isDeadLetter);
            if (writing.inVain() < MOST_IN_VAIN) {
                retries.pause(writing.inVain());
                planAgain(again, new Writing(writeBatch, writing.others(), writing.inVain() + 1));
            } else {
                again.forEach(event -> writeBatch.deadLetter(
                        event,
                        ErrorCode.SCHEMA_NOT_FOLLOWED,
                        "The table was found altered by another process " + (MOST_IN_VAIN + 1)
                                + " times in a row while the change was written: see the pipeline's log"));
            }
        }
    }

    private void planAgain(List<ChangeEvent> events, Writing writing) throws InterruptedException {
        if (!events.isEmpty()) {
            Bisection.run(
                    events,
                    this::decide,
                    (some, again) -> {
                        if (!isIndependent(again)) {
                            writing.others().awaitEnd();
                        }
                        write(again, some, writing);
                    },
                    (one, why) -> unplanned(one, why, writing.writeBatch()));
        }
    }

    /** The planner failed for one event in a way that nobody foresaw. */
    private static void unplanned(ChangeEvent event, RuntimeException e, WriteBatch writeBatch) {
        LOG.error("Could not plan the event at {}: {}", event.at(), Failures.trace(e));
        boolean repeated = event.kind() == ChangeEvent.Kind.SCHEMA_SEEN
                || (event.kind() == ChangeEvent.Kind.DESCRIBED && !TableWriter.isInFirstPartition(event));
        if (repeated) {
            return; // Its rows, or another partition, say the same.
        }
        writeBatch.deadLetter(event, ErrorCode.SCHEMA_NOT_FOLLOWED, "Planning the change failed: " + Failures.kind(e));
    }

    /**
     * A few at a time: large ones are held several times in memory, by both clients. The dead-letter topic takes one
     * write at a time.
     */
    private synchronized void send(List<DeadLetter> deadLetters) {
        List<DeadLetter> few = new ArrayList<>();
        long bytes = 0;
        for (DeadLetter deadLetter : deadLetters) {
            long size = deadLetter.value() == null ? 0 : deadLetter.value().length;
            if (!few.isEmpty() && bytes + size > MAX_SENT_BYTES) {
                sendFew(List.copyOf(few));
                few.clear();
                bytes = 0;
            }
            few.add(deadLetter);
            bytes += size;
        }
        if (!few.isEmpty()) {
            sendFew(few);
        }
    }

    private void sendFew(List<DeadLetter> deadLetters) {
        retries.run("append dead letters to the log", () -> deadLetterLog.append(deadLetters));
        Failpoint.DEAD_LETTER_LOGGED.reach();
        retries.run("record dead letters", () -> warehouse.recordDeadLetters(deadLetters));
    }
}
