package io.millrace.bench.measure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.result.Documents;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.system.OwnStack;
import io.millrace.bench.workload.KeyUpdates;
import io.millrace.bench.workload.ManyTables;
import io.millrace.bench.workload.OrdersTable;
import io.millrace.bench.workload.PayloadRows;
import io.millrace.bench.workload.PayloadTable;
import io.millrace.bench.workload.RowBlocks;
import io.millrace.bench.workload.Shape;
import io.millrace.bench.workload.SingleRows;
import java.time.Duration;
import java.util.List;

/** How latency and cost grow with one dimension, all else equal: one point for each value. */
public final class ScaleRun {
    private static final Duration WARMUP = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int DEFAULT_RATE = 50;

    /** From this rate on a procedure in Postgres writes, in blocks. */
    private static final int MOST_BY_CLIENTS = 1_000;

    private static final int BLOCKS_A_SECOND = 250;

    private static final int PARTITIONS_BACKLOG = 100_000;

    /** Limit of bytes per second written to the source in a sweep over row sizes. */
    private static final double MOST_BYTES = 5e6;

    private final Dimension over;
    private final Duration duration;

    /** @param duration how long the load of each point is measured */
    public ScaleRun(Dimension over, Duration duration) {
        this.over = over;
        this.duration = duration;
    }

    /**
     * Measures the points on a system.
     *
     * @param values what the dimension is set to
     */
    public ObjectNode run(MeasuredSystem system, List<Long> values) throws InterruptedException {
        var figures = figures();
        for (long value : values) {
            add(figures, value, point(system, value));
        }
        return figures;
    }

    /** Measures {@link Dimension#PARTITIONS} on a stack of its own for each point, and returns the whole document. */
    public ObjectNode runOnOwnStacks(List<Long> values) throws InterruptedException {
        var document = figures();
        for (long value : values) {
            try (var stack = OwnStack.configured("log: {partitions: " + value + "}\n")) {
                stack.start();
                var own = stack.system();
                add(document, value, partitions(own));
                if (value == values.get(values.size() - 1)) {
                    return Documents.complete("scale", own, document);
                }
            }
        }
        return document;
    }

    private ObjectNode figures() {
        var figures = JsonNodeFactory.instance.objectNode();
        figures.put("over", over.word()).put("unit", over.unit());
        figures.putArray("points");
        return figures;
    }

    private void add(ObjectNode figures, long value, ObjectNode point) {
        System.err.printf("bench: %d %s done%n", value, over.unit());
        figures.withArray("points").addObject().put("x", value).setAll(point);
    }

    private ObjectNode point(MeasuredSystem system, long x) throws InterruptedException {
        return switch (over) {
            case RATE -> latency(system, atRate(system, (int) x), (int) x);
            case TABLES -> tables(system, (int) x);
            case PARTITIONS -> partitions(system);
            case COLUMNS ->
                payload(
                        system,
                        (int) x,
                        new PayloadTable(system.source(), "millrace_bench.columns_" + x, (int) Math.max(x - 2, 0), 32));
            case ROW_SIZE ->
                payload(system, 2, new PayloadTable(system.source(), "millrace_bench.bytes_" + x, 0, (int) x));
            case ROWS -> rows(system, x);
            case BACKLOG -> new Backlogs(system, LIMIT).inserts(x);
        };
    }

    private static Shape atRate(MeasuredSystem system, int rate) {
        var table = new OrdersTable(system.source(), "orders");
        return rate <= MOST_BY_CLIENTS
                ? new SingleRows(table)
                : new RowBlocks(table, (rate + BLOCKS_A_SECOND - 1) / BLOCKS_A_SECOND);
    }

    private ObjectNode latency(MeasuredSystem system, Shape shape, double changesPerSecond)
            throws InterruptedException {
        return LatencyRun.of(system, shape, new SteadyLoad(changesPerSecond / shape.changes(), WARMUP, duration));
    }

    private ObjectNode tables(MeasuredSystem system, int tables) throws InterruptedException {
        var shape = new ManyTables(tables);
        try {
            return latency(system, shape, DEFAULT_RATE);
        } finally {
            shape.drop(system);
        }
    }

    private ObjectNode partitions(MeasuredSystem own) throws InterruptedException {
        var figures = latency(own, atRate(own, DEFAULT_RATE), DEFAULT_RATE);
        figures.set("drain", new Backlogs(own, LIMIT).inserts(PARTITIONS_BACKLOG));
        return figures;
    }

    /** Latency at a low rate, then a drain of rows that have 50 MB together, 10,000 at most. */
    private ObjectNode payload(MeasuredSystem system, int columns, PayloadTable table) throws InterruptedException {
        double bytes = table.payloadBytes() + 8.0 * columns;
        double rate = Math.min(Math.max(MOST_BYTES / bytes, 0.5), DEFAULT_RATE);
        try {
            var figures = latency(system, new PayloadRows(table), rate);
            long rows = (long) Math.min(Math.max(10 * MOST_BYTES / bytes, 5), 10_000);
            figures.set("drain", new Backlogs(system, LIMIT).payload(table, rows));
            return figures;
        } finally {
            system.source().execute("DROP TABLE IF EXISTS " + table.name());
        }
    }

    /** Updates spread over a table with so many rows, which are loaded first. */
    private ObjectNode rows(MeasuredSystem system, long rows) throws InterruptedException {
        var table = new OrdersTable(system.source(), "rows_" + System.currentTimeMillis());
        try {
            table.createUnlogged();
            table.fill(rows);
            system.prepareLoad(table.name());
            system.startLoad(table.name());
            var names = system.awaitView(table.name());
            long deadline = System.nanoTime() + Duration.ofHours(1).toNanos();
            while (system.warehouse().number("SELECT count() FROM " + names.storage()) < rows
                    && System.nanoTime() < deadline) {
                Thread.sleep(500);
            }
            var figures = latency(system, KeyUpdates.spread(table, rows), DEFAULT_RATE);
            figures.put("pointLookUpMs", Reads.lookUp(system, names.view(), rows));
            return figures;
        } finally {
            system.source().execute("DROP TABLE IF EXISTS " + table.name());
            table.dropProcedures();
        }
    }
}
