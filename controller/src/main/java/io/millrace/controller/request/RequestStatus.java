package io.millrace.controller.request;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.bookkeeping.ControlRequestTable;
import io.millrace.clickhouse.bookkeeping.ControlRequestTable.Known;
import io.millrace.clickhouse.bookkeeping.LoadTable;
import io.millrace.config.Config;
import io.millrace.controller.lease.Lease;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.wiring.WarehouseWiring;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How requests stand, in the warehouse. What cannot be written is written later; a request counts as done only when its
 * end {@link #isRecorded}. Without a warehouse nothing is written. Not thread-safe.
 */
final class RequestStatus implements AutoCloseable {
    private static final long AFTER_FAILURE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Config config;
    private final Lease lease;
    private final Consumer<String> log;
    private final Map<String, ControlRequestTable.Entry> unwritten = new LinkedHashMap<>();
    private @Nullable ClickHouseWarehouse warehouse;
    private boolean isFailing;
    private long failedAt;
    private String problem = "";

    /**
     * @param lease asked before anything is written
     * @param log receives failures, in full sentences
     */
    RequestStatus(Config config, Lease lease, Consumer<String> log) {
        this.config = config;
        this.lease = lease;
        this.log = log;
    }

    boolean hasWarehouse() {
        return config.warehouse().url().isPresent();
    }

    /** Is written at the next {@link #flush}. */
    void put(ControlRequestTable.Entry entry) {
        if (hasWarehouse()) {
            unwritten.put(entry.id(), entry);
        }
    }

    /** Whether the warehouse has all that was {@link #put} of a request. */
    boolean isRecorded(String id) {
        return !unwritten.containsKey(id);
    }

    /** Writes what is not written, where the warehouse answers. */
    void flush() {
        if (unwritten.isEmpty() || (isFailing && System.nanoTime() - failedAt < AFTER_FAILURE_NANOS)) {
            return;
        }
        lease.require();
        try {
            opened().controlRequests().write(List.copyOf(unwritten.values()));
            unwritten.clear();
            isFailing = false;
            problem = "";
        } catch (WarehouseException e) {
            failed();
            String what = String.valueOf(e.getMessage());
            if (!what.equals(problem)) {
                problem = what;
                log.accept("What becomes of requests is not seen until the warehouse answers: " + what);
            }
        }
    }

    /**
     * How requests stood when they were written last, by id; those that never were are left out.
     *
     * @throws WarehouseException if the warehouse does not answer
     */
    Map<String, Known> known(Collection<String> ids) {
        return hasWarehouse() ? asked(open -> open.controlRequests().known(ids)) : Map.of();
    }

    /**
     * How the loads of a request stand, by id.
     *
     * @throws WarehouseException if the warehouse does not answer
     */
    Map<String, LoadTable.Stage> loads(String request) {
        return asked(open -> open.loads().ofRequest(config.source().name(), request));
    }

    private interface Question<T> {
        T ask(ClickHouseWarehouse warehouse);
    }

    private <T> T asked(Question<T> question) {
        try {
            return question.ask(opened());
        } catch (WarehouseException e) {
            failed();
            throw e;
        }
    }

    private void failed() {
        isFailing = true;
        failedAt = System.nanoTime();
        close();
    }

    private ClickHouseWarehouse opened() {
        ClickHouseWarehouse known = warehouse;
        if (known == null) {
            known = WarehouseWiring.open(config);
            warehouse = known;
            known.prepare();
        }
        return known;
    }

    @Override
    public void close() {
        ClickHouseWarehouse known = warehouse;
        warehouse = null;
        if (known != null) {
            known.close();
        }
    }
}
