package io.millrace.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.system.WarehouseNames;
import io.millrace.bench.workload.OrdersTable;
import java.time.Duration;

/** Loads of existing rows of a new table. */
public final class Loads {
    private final MeasuredSystem system;
    private final Duration limit;

    public Loads(MeasuredSystem system, Duration limit) {
        this.system = system;
        this.limit = limit;
    }

    /**
     * Fills a table that is not captured yet, gets it captured, and measures until all its rows are queryable. The table has a
     * name of its own each time, so that what an earlier one left in the warehouse cannot be taken for it; it is dropped at
     * the end.
     */
    public ObjectNode load(long rows) throws InterruptedException {
        var table = new OrdersTable(system.source(), "load_" + System.currentTimeMillis());
        table.createUnlogged();
        table.fill(rows);
        system.prepareLoad(table.name());
        try {
            var drain = new Drain(system, table, rows, false, limit);
            var figures = drain.run(
                    () -> system.startLoad(table.name()), WarehouseNames.UNKNOWN, system.loadStartsInTheSource());
            return figures.put("rows", rows)
                    .put("rowsPerSecond", figures.path("changesPerSecond").asLong());
        } finally {
            system.endLoad(table.name());
            table.dropProcedures();
        }
    }
}
