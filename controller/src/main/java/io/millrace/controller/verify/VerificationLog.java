package io.millrace.controller.verify;

import io.millrace.clickhouse.bookkeeping.VerificationTable;
import io.millrace.core.warehouse.WarehouseException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Records what is found out, many tables by one insert. Safe for many threads. */
final class VerificationLog {
    private static final int TOGETHER = 50;

    private final VerificationTable table;
    private final String source;
    private final String askedBy;
    private final Clock clock;
    private final List<VerificationTable.Entry> unwritten = new ArrayList<>();

    /**
     * @param source the source's name
     * @param askedBy {@code command} or {@code background}
     */
    VerificationLog(VerificationTable table, String source, String askedBy, Clock clock) {
        this.table = table;
        this.source = source;
        this.askedBy = askedBy;
        this.clock = clock;
    }

    /** Recorded at the latest by {@link #flush}. */
    synchronized void add(Outcome outcome) {
        unwritten.add(new VerificationTable.Entry(
                source,
                outcome.table().toString(),
                clock.instant(),
                outcome.equal(),
                outcome.sourceRows(),
                outcome.warehouseRows(),
                outcome.differences().size(),
                outcome.undecided(),
                outcome.mended(),
                outcome.lsn(),
                outcome.seconds(),
                outcome.sourceSeconds(),
                askedBy,
                outcome.reason().isEmpty() ? String.join(" ", outcome.repaired()) : outcome.reason()));
        if (unwritten.size() % TOGETHER == 0) {
            try {
                flush();
            } catch (WarehouseException e) {
                // The end tries again.
            }
        }
    }

    /** @throws io.millrace.core.warehouse.WarehouseException where it cannot be recorded */
    synchronized void flush() {
        if (!unwritten.isEmpty()) {
            table.write(unwritten);
            unwritten.clear();
        }
    }
}
