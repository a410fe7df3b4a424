package io.millrace.bench.workload;

import io.millrace.bench.system.BenchException;
import io.millrace.bench.system.MeasuredSystem;
import io.millrace.bench.system.WarehouseNames;

/** Ensures that the whole path works before anything is measured. */
public final class FirstRow {
    private static final long SECONDS = 60;

    private FirstRow() {}

    /**
     * Runs a statement that commits a row, and waits until the row is queryable.
     *
     * @param table the source's table
     * @param insert inserts the row with the id
     */
    public static WarehouseNames await(MeasuredSystem system, String table, String insert, long id)
            throws InterruptedException {
        system.source().execute(insert);
        WarehouseNames names = system.awaitView(table);
        long deadline = System.nanoTime() + SECONDS * 1_000_000_000L;
        while (system.warehouse().number("SELECT count() FROM " + names.view() + " WHERE id = " + id) == 0) {
            if (System.nanoTime() > deadline) {
                throw new BenchException("the first row of " + table + " is not queryable after " + SECONDS
                        + " s: is the capture paused, or the pipeline behind?");
            }
            Thread.sleep(20);
        }
        return names;
    }
}
