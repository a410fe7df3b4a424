package io.millrace.pipeline.job;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.warehouse.Warehouse;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.core.warehouse.WriterTerm;
import java.time.Duration;

/** Detects that another pipeline of the source has started, also while idle. */
public final class TermWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration STATEMENT = Duration.ofSeconds(5);

    private final Warehouse warehouse;
    private long next = System.nanoTime() + EVERY.toNanos();

    /** @param term of this pipeline */
    public TermWatch(WriterSettings settings, WriterTerm term) {
        this.warehouse = ClickHouseWarehouse.open(
                settings.warehouse().withMaxConnections(1).withTimeouts(CONNECT, STATEMENT),
                settings.source(),
                settings.database());
        warehouse.writeBy(term);
    }

    /**
     * Checks at intervals.
     *
     * @throws WarehouseException if this pipeline may no longer write
     */
    public void look() {
        if (System.nanoTime() < next) {
            return;
        }
        next = System.nanoTime() + EVERY.toNanos();
        try {
            warehouse.requireTerm();
        } catch (WarehouseException e) {
            if (e.code() == ErrorCode.SUPERSEDED) {
                throw e;
            }
            // It is down: the writer waits for it, too.
        }
    }

    @Override
    public void close() {
        warehouse.close();
    }
}
