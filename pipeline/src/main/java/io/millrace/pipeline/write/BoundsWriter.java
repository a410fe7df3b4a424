package io.millrace.pipeline.write;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.plan.Truncation;
import io.millrace.core.plan.WritePlan;
import io.millrace.core.warehouse.Warehouse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records which rows count: truncations and what snapshots saw. */
final class BoundsWriter {
    private static final Logger LOG = LoggerFactory.getLogger(BoundsWriter.class);

    private final Warehouse warehouse;
    private final Retries retries;
    private final int writers;

    /** @param writers maximum number of jobs */
    BoundsWriter(Warehouse warehouse, Retries retries, int writers) {
        this.warehouse = warehouse;
        this.retries = retries;
        this.writers = writers;
    }

    /** A unit of parallel work. */
    private record Part(Map<Truncation, SourcePosition> truncations, List<SnapshotMark> snapshots) {
        Part() {
            this(new HashMap<>(), new ArrayList<>());
        }

        int size() {
            return truncations.size() + snapshots.size();
        }
    }

    /** Jobs that can run in parallel. Truncations that cannot be carried out become dead letters. */
    List<Runnable> jobs(WritePlan plan, List<ChangeEvent> events, WriteBatch writeBatch) {
        List<Runnable> jobs = new ArrayList<>();
        for (Part part : parts(plan)) {
            if (part.size() > 1) {
                jobs.add(() -> together(part, events, writeBatch));
            } else if (part.size() == 1) {
                jobs.add(() -> each(part, events, writeBatch));
            }
        }
        return jobs;
    }

    /** All of one table, in one part. */
    private List<Part> parts(WritePlan plan) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            parts.add(new Part());
        }
        plan.truncations()
                .forEach((table, at) ->
                        part(parts, table.oid(), table.table()).truncations().put(table, at));
        plan.snapshots()
                .forEach(mark ->
                        part(parts, mark.oid(), mark.table()).snapshots().add(mark));
        return parts;
    }

    private static Part part(List<Part> parts, long oid, TableId table) {
        return parts.get(Math.floorMod(oid == 0 ? table.hashCode() : Long.hashCode(oid), parts.size()));
    }

    private void together(Part part, List<ChangeEvent> events, WriteBatch writeBatch) {
        try {
            retries.run(
                    "record truncations and snapshots", () -> warehouse.bound(part.truncations(), part.snapshots()));
        } catch (RuntimeException e) {
            Failures.rethrowFatal(e);
            LOG.info(
                    "Truncations and snapshots are recorded one by one, to find the one at fault: {}",
                    Failures.reason(e));
            each(part, events, writeBatch);
        }
    }

    private void each(Part part, List<ChangeEvent> events, WriteBatch writeBatch) {
        part.truncations().forEach((table, at) -> truncate(table, at, events, writeBatch));
        part.snapshots()
                .forEach(mark ->
                        retries.run("record the snapshot of " + mark.table(), () -> warehouse.snapshotTaken(mark)));
    }

    private void truncate(Truncation table, SourcePosition at, List<ChangeEvent> events, WriteBatch writeBatch) {
        try {
            retries.run("truncate " + table.table(), () -> warehouse.truncate(table, at));
        } catch (RuntimeException e) {
            Failures.rethrowFatal(e);
            for (ChangeEvent event : events) {
                if (event instanceof ChangeEvent.Truncate truncate
                        && Truncation.of(truncate).equals(table)) {
                    writeBatch.deadLetter(truncate, Failures.code(e), Failures.reason(e));
                }
            }
        }
    }
}
