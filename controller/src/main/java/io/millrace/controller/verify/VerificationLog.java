package io.millrace.controller.verify;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.bookkeeping.DifferenceTable;
import io.millrace.clickhouse.bookkeeping.VerificationTable;
import io.millrace.core.verify.Difference;
import io.millrace.core.warehouse.WarehouseException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Records results, many tables per insert. Thread-safe. */
final class VerificationLog {
    private static final int TOGETHER = 50;
    private static final long TOGETHER_NANOS = 1_000_000_000;
    private static final int DIFFERENCES_TOGETHER = 1_000;

    private final ClickHouseWarehouse warehouse;
    private final String source;
    private final VerificationOrigin origin;
    private final Clock clock;
    private final List<VerificationTable.Entry> unwritten = new ArrayList<>();
    private final List<DifferenceTable.Entry> differences = new ArrayList<>();
    private long written = System.nanoTime();

    /** @param source the source's name */
    VerificationLog(ClickHouseWarehouse warehouse, String source, VerificationOrigin origin, Clock clock) {
        this.warehouse = warehouse;
        this.source = source;
        this.origin = origin;
        this.clock = clock;
    }

    /** Written at the latest by {@link #flush}. */
    synchronized void add(Outcome outcome) {
        String table = outcome.table().toString();
        unwritten.add(new VerificationTable.Entry(
                source,
                table,
                clock.instant(),
                outcome.equal(),
                outcome.sourceRows(),
                outcome.warehouseRows(),
                outcome.differences().size(),
                outcome.undecided(),
                outcome.fixed(),
                outcome.lsn(),
                outcome.seconds(),
                outcome.sourceSeconds(),
                origin.askedBy(),
                outcome.reason().isEmpty() ? String.join(" ", outcome.repaired()) : outcome.reason(),
                origin.request(),
                outcome.verdict().id(),
                outcome.reason(),
                outcome.repaired(),
                outcome.hidden()));
        if (!origin.request().isEmpty()) {
            int ordinal = 0;
            for (Difference difference : outcome.differences()) {
                differences.add(entry(table, ordinal++, difference));
            }
        }
        boolean waits = !origin.request().isEmpty() && System.nanoTime() - written > TOGETHER_NANOS;
        if (unwritten.size() % TOGETHER == 0 || waits || differences.size() > DIFFERENCES_TOGETHER) {
            try {
                flush();
            } catch (WarehouseException e) {
                // The end tries again.
            }
        }
    }

    private DifferenceTable.Entry entry(String table, int ordinal, Difference difference) {
        return new DifferenceTable.Entry(
                source,
                origin.request(),
                table,
                ordinal,
                DifferenceJson.key(difference).toString(),
                DifferenceJson.kind(difference),
                difference.columns(),
                DifferenceJson.row(difference.source()).toString(),
                DifferenceJson.row(difference.warehouse()).toString());
    }

    /** @throws WarehouseException if it cannot be recorded */
    synchronized void flush() {
        written = System.nanoTime();
        if (!unwritten.isEmpty()) {
            // First: a verdict of rows that differ is not seen without them.
            warehouse.differences().write(differences);
            differences.clear();
            warehouse.verifications().write(unwritten);
            unwritten.clear();
        }
    }
}
