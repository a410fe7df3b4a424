package io.millrace.bench.measure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.system.BenchException;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.system.WarehouseNames;
import io.millrace.bench.workload.OrdersTable;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Queries through the view of a large table, beside the same on a plain {@code MergeTree} with the same rows. */
public final class Reads {
    private static final int RUNS = 7;
    private static final int LOOK_UPS = 25;
    private static final Duration LONGEST_MERGE = Duration.ofMinutes(15);

    /** A row for so many is added before the second measurement, and one of so many updated before the third. */
    private static final int CHANGED_EVERY = 100;

    private static final Map<String, String> QUERIES = queries();

    private final MeasuredSystem system;
    private final Duration limit;

    /** @param limit how long the load of the table may take */
    public Reads(MeasuredSystem system, Duration limit) {
        this.system = system;
        this.limit = limit;
    }

    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("byStatus", "SELECT status, count(), sum(total) FROM @ GROUP BY status ORDER BY status");
        queries.put(
                "byDay",
                "SELECT toDate(created_at) AS day, sum(total), avg(unit_price) FROM @ GROUP BY day ORDER BY day");
        queries.put(
                "topCustomers",
                "SELECT customer_id, sum(quantity) AS q FROM @ GROUP BY customer_id ORDER BY q DESC, customer_id LIMIT 10");
        return queries;
    }

    /**
     * Loads a table, waits until its parts are merged, measures, adds a row for each {@value #CHANGED_EVERY}, measures, updates
     * one of {@value #CHANGED_EVERY}, measures, waits until the table has rested and its parts are merged, and measures again.
     *
     * @param rows of the table, 1,000 or more
     */
    public ObjectNode run(long rows) throws InterruptedException {
        var table = new OrdersTable(system.source(), "reads_" + System.currentTimeMillis());
        table.createUnlogged();
        table.fill(rows);
        system.prepareLoad(table.name());
        try {
            system.startLoad(table.name());
            var names = system.awaitView(table.name());
            await(names, rows, "SELECT count() FROM " + names.view());
            var figures = JsonNodeFactory.instance.objectNode().put("rows", rows);
            figures.put("mergeSeconds", awaitMerged(names));
            figures.set("loaded", beside(names, rows));
            table.fill(rows / CHANGED_EVERY);
            await(names, rows + rows / CHANGED_EVERY, "SELECT count() FROM " + names.view());
            figures.set("added", beside(names, rows));
            system.source()
                    .execute("UPDATE " + table.name() + " SET flags = -1, status = 'PAID' WHERE id % " + CHANGED_EVERY
                            + " = 0");
            await(
                    names,
                    (rows + rows / CHANGED_EVERY) / CHANGED_EVERY,
                    "SELECT count() FROM " + names.view() + " WHERE flags = -1");
            figures.set("updated", beside(names, rows));
            figures.put("restSeconds", awaitMerged(names));
            figures.set("rested", beside(names, rows));
            return figures;
        } finally {
            system.endLoad(table.name());
            table.dropProcedures();
        }
    }

    /**
     * Returns when the warehouse has merged what has landed.
     *
     * @return the seconds that it took
     */
    private double awaitMerged(WarehouseNames names) throws InterruptedException {
        long begun = System.nanoTime();
        while (parts(names) > 1) {
            if (System.nanoTime() - begun > LONGEST_MERGE.toNanos()) {
                throw new BenchException(names.storage() + " was not merged within " + LONGEST_MERGE.toMinutes()
                        + " minutes: see the controller's log");
            }
            Thread.sleep(200);
        }
        return Waiting.rounded((System.nanoTime() - begun) / 1e9);
    }

    private long parts(WarehouseNames names) throws InterruptedException {
        return system.warehouse()
                .number("SELECT count() FROM system.parts WHERE active AND concat('`', database, '`.`', table, '`') = '"
                        + names.storage() + "'");
    }

    private void await(WarehouseNames names, long count, String query) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (system.warehouse().number(query) < count) {
            if (System.nanoTime() > deadline) {
                throw new BenchException(
                        names.view() + " did not have its rows after " + limit.toMinutes() + " minutes");
            }
            Thread.sleep(500);
        }
    }

    /** The plain table is made of what the view shows, in one insert, and merged into one part: as good as it can get. */
    private ObjectNode beside(WarehouseNames names, long rows) throws InterruptedException {
        var plain = "`default`.`millrace_bench_plain`";
        var warehouse = system.warehouse();
        warehouse.execute("DROP TABLE IF EXISTS " + plain);
        warehouse.execute("CREATE TABLE " + plain + " ENGINE = MergeTree ORDER BY id AS SELECT * FROM " + names.view());
        try {
            warehouse.execute("OPTIMIZE TABLE " + plain + " FINAL");
            var node = JsonNodeFactory.instance.objectNode();
            node.put("parts", parts(names));
            for (var query : QUERIES.entrySet()) {
                var took = medians(query.getValue(), names.view(), plain);
                double view = took.get(0);
                double base = took.get(1);
                node.putObject(query.getKey())
                        .put("viewMs", view)
                        .put("plainMs", base)
                        .put("ratio", Waiting.rounded(view / base));
            }
            node.put("pointLookUpMs", lookUp(system, names.view(), rows));
            node.put("plainPointLookUpMs", lookUp(system, plain, rows));
            return node;
        } finally {
            warehouse.execute("DROP TABLE IF EXISTS " + plain);
        }
    }

    /** By table; one run of each in turn, so that what else the machine does slows down all of them. */
    private List<Double> medians(String query, String... tables) throws InterruptedException {
        var took = new long[tables.length][RUNS];
        for (int run = -1; run < RUNS; run++) {
            for (int i = 0; i < tables.length; i++) {
                long start = System.nanoTime();
                var unused = system.warehouse().text(query.replace("@", tables[i]));
                // The first one finds nothing in memory.
                took[i][Math.max(0, run)] = System.nanoTime() - start;
            }
        }
        return Arrays.stream(took)
                .map(times -> {
                    Arrays.sort(times);
                    return Waiting.rounded(times[RUNS / 2] / 1e6);
                })
                .toList();
    }

    /** Median of queries for one row each by its key, through the view, in milliseconds. */
    static double lookUp(MeasuredSystem system, String view, long rows) throws InterruptedException {
        var took = new long[LOOK_UPS];
        for (int i = 0; i < took.length; i++) {
            long start = System.nanoTime();
            var unused =
                    system.warehouse().text("SELECT * FROM " + view + " WHERE id = " + (1 + rows * i / took.length));
            took[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        return Waiting.rounded(took[took.length / 2] / 1e6);
    }
}
