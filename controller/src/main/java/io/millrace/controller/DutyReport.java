package io.millrace.controller;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.bookkeeping.DutyTable;
import io.millrace.config.Config;
import io.millrace.controller.lease.Lease;
import io.millrace.core.duty.DutyFault;
import io.millrace.core.duty.DutyStatus;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.wiring.WarehouseWiring;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Records the status of the controller's loops in the warehouse, for alerts: at once if it changes, and at intervals.
 */
final class DutyReport {
    static final String NAME = "report";

    private static final String PROCESS = "controller";
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(20);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Config config;
    private final Supplier<List<DutyStatus>> duties;
    private final Lease lease;
    private final Consumer<String> log;
    private boolean unprepared;
    private String problem = "";

    /**
     * @param config complete; without a warehouse nothing is written
     * @param lease asked before anything is written
     * @param log receives failures, in full sentences
     */
    DutyReport(Config config, Supplier<List<DutyStatus>> duties, Lease lease, Consumer<String> log) {
        this.config = config;
        this.duties = duties;
        this.lease = lease;
        this.log = log;
    }

    void run() throws InterruptedException {
        while (true) {
            DutyFault.reach(NAME);
            if (config.warehouse().url().isPresent()) {
                try (ClickHouseWarehouse warehouse = open()) {
                    if (unprepared) {
                        warehouse.prepare();
                    }
                    report(warehouse);
                } catch (WarehouseException e) {
                    if (unprepared) {
                        problem(String.valueOf(e.getMessage()));
                    }
                    // Most often others have prepared the warehouse before.
                    unprepared = true;
                }
            }
            Thread.sleep(AFTER_FAILURE.toMillis());
        }
    }

    private ClickHouseWarehouse open() {
        return WarehouseWiring.open(config);
    }

    private void report(ClickHouseWarehouse warehouse) throws InterruptedException {
        List<DutyTable.Entry> last = List.of();
        long written = System.nanoTime();
        while (true) {
            DutyFault.reach(NAME);
            lease.require();
            List<DutyTable.Entry> now = duties.get().stream().map(this::entry).toList();
            if (!now.equals(last) || System.nanoTime() - written > AGAIN.toNanos()) {
                warehouse.duties().write(now);
                last = now;
                written = System.nanoTime();
                problem = "";
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private DutyTable.Entry entry(DutyStatus status) {
        return new DutyTable.Entry(config.source().name(), PROCESS, status);
    }

    private void problem(String what) {
        if (!what.equals(problem)) {
            problem = what;
            log.accept("The status of duties cannot be recorded until the warehouse answers: " + what);
        }
    }
}
