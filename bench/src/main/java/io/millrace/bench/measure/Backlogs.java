package io.millrace.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.workload.FirstRow;
import io.millrace.bench.workload.OrdersTable;
import io.millrace.bench.workload.PayloadTable;
import java.time.Duration;

/** Drains of backlogs: made while the capture is paused, measured from the command that resumes it. */
public final class Backlogs {
    /** DecodedRecord events that a paused connector holds go on for a moment. */
    private static final long SOURCE_QUIET_MILLIS = 2_000;

    private final MeasuredSystem system;
    private final Duration limit;

    /** @param limit how long a drain may take */
    public Backlogs(MeasuredSystem system, Duration limit) {
        this.system = system;
        this.limit = limit;
    }

    private interface Writing {
        /** Returns how many changes it wrote. */
        long write() throws InterruptedException;
    }

    /** Inserts of one row each into the table {@code millrace_bench.orders}. */
    public ObjectNode inserts(long rows) throws InterruptedException {
        var table = new OrdersTable(system.source(), "orders");
        return drain(table, false, () -> {
            table.insert(rows);
            return rows;
        });
    }

    /** Inserts, then 60 % updates, 30 % inserts and 10 % deletes, in the table {@code millrace_bench.mixed}. */
    public ObjectNode mix(long base, long operations) throws InterruptedException {
        var table = new OrdersTable(system.source(), "mixed");
        var figures = drain(table, true, () -> table.mix(base, operations));
        return figures.put("baseRows", base).put("operations", operations);
    }

    private ObjectNode drain(OrdersTable table, boolean markers, Writing writing) throws InterruptedException {
        table.create();
        long id = table.nextId();
        var names = FirstRow.await(system, table.name(), table.insertCall(id, 1), id);
        long rowsBefore = table.count();
        try {
            paused();
            long written = System.nanoTime();
            long changes = writing.write();
            double seconds = Waiting.seconds(written);
            var drain = new Drain(system, table, changes, markers, limit);
            return drain.run(system::resume, names, false)
                    .put("rowsBefore", rowsBefore)
                    .put("backlogMadeInSeconds", seconds);
        } catch (RuntimeException e) {
            resumeQuietly();
            throw e;
        }
    }

    /** Single-row inserts into a table of another shape. */
    public ObjectNode payload(PayloadTable table, long rows) throws InterruptedException {
        table.create();
        long id = table.nextId();
        var names = FirstRow.await(system, table.name(), table.insertStatement().replace("?", "" + id), id);
        try {
            paused();
            table.insert(rows);
            return new Drain(system, table, rows, false, limit).run(system::resume, names, false);
        } catch (RuntimeException e) {
            resumeQuietly();
            throw e;
        }
    }

    private void paused() throws InterruptedException {
        system.pause();
        Thread.sleep(SOURCE_QUIET_MILLIS);
    }

    /** Resumes capture, also after a failure. */
    private void resumeQuietly() throws InterruptedException {
        try {
            system.resume();
        } catch (RuntimeException e) {
            System.err.println("bench: the capture may still be paused: " + e.getMessage());
        }
    }
}
