package io.millrace.controller.resync;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.bookkeeping.LoadTable;
import io.millrace.config.Config;
import io.millrace.controller.lease.Lease;
import io.millrace.core.duty.DutyFault;
import io.millrace.core.event.TableId;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.kafka.resync.ResyncStatus;
import io.millrace.kafka.resync.ResyncStatus.Stage;
import io.millrace.wiring.WarehouseWiring;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows the warehouse how loads of whole tables, and of rows by a condition, progress. No load waits for it: what
 * cannot be written is written later. A request counts as done only when its end {@link #isRecorded}. Loads that are
 * running are written again now and then, so that one whose controller has died is not taken for one that still
 * continues.
 */
public final class LoadStatusWriter implements Runnable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AGAIN = Duration.ofSeconds(20);
    private static final Duration PLANS = Duration.ofSeconds(2);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Config config;
    private final Lease lease;
    private final Consumer<String> log;
    private final Clock clock;
    private final Map<String, LoadTable.Entry> open = new LinkedHashMap<>();
    private final Map<String, LoadTable.Entry> unwritten = new LinkedHashMap<>();
    private final Set<String> replanned = new HashSet<>();
    private final Semaphore ended = new Semaphore(0);
    private @Nullable ClickHouseWarehouse warehouse;

    /**
     * @param config complete; without a warehouse nothing is written
     * @param lease asked before anything is written
     * @param log receives failures, in full sentences
     */
    public LoadStatusWriter(Config config, Lease lease, Consumer<String> log, Clock clock) {
        this.config = config;
        this.lease = lease;
        this.log = log;
        this.clock = clock;
    }

    /** Requests that wait for their turn; those for rows by their keys, of which there can be many, are left out. */
    synchronized void asked(List<ResyncRequest> requests) {
        if (config.warehouse().url().isEmpty()) {
            return;
        }
        for (ResyncRequest request : requests) {
            if (request.wholeTable() || !request.condition().isEmpty()) {
                put(entry(request, request.table(), Stage.WAITING, 0, now(), ""));
            }
        }
    }

    /** Records the progress of loads; those not {@link #asked} for are left out. */
    synchronized void progressed(List<ResyncStatus> statuses) {
        for (ResyncStatus one : statuses) {
            LoadTable.Entry before = open.get(one.id());
            if (before == null) {
                continue;
            }
            LoadTable.Entry entry = new LoadTable.Entry(
                    before.source(),
                    before.id(),
                    one.table().toString(),
                    text(one.stage()),
                    one.lsn(),
                    before.lsn() == one.lsn() ? before.since() : now(),
                    before.reason(),
                    one.detail(),
                    0,
                    one.stage().last() ? 0 : before.secondsLeft(),
                    before.request());
            if (one.stage().last()) {
                open.remove(one.id());
                unwritten.put(one.id(), entry);
                ended.release();
            } else {
                put(entry);
            }
        }
    }

    /** Records the order in which loads are served. Written at intervals only. */
    synchronized void planned(List<LoadPlan.Entry> plan) {
        for (LoadPlan.Entry planned : plan) {
            LoadTable.Entry before = open.get(planned.request().id());
            if (before != null) {
                LoadTable.Entry entry = new LoadTable.Entry(
                        before.source(),
                        before.id(),
                        before.sourceTable(),
                        before.stage(),
                        before.lsn(),
                        before.since(),
                        before.reason(),
                        before.detail(),
                        planned.place(),
                        Math.round(planned.secondsLeft()),
                        before.request());
                if (!entry.equals(before)) {
                    open.put(entry.id(), entry);
                    replanned.add(entry.id());
                }
            }
        }
    }

    /**
     * Whether the warehouse has the final status of these requests. Otherwise a crash would leave a load that never
     * ends, or an invisible failure.
     */
    synchronized boolean isRecorded(List<ResyncRequest> requests) {
        return requests.stream().noneMatch(request -> unwritten.containsKey(request.id()));
    }

    private void put(LoadTable.Entry entry) {
        open.put(entry.id(), entry);
        unwritten.put(entry.id(), entry);
    }

    private LoadTable.Entry entry(
            ResyncRequest request, TableId table, Stage stage, long lsn, Instant since, String detail) {
        return new LoadTable.Entry(
                config.source().name(),
                request.id(),
                table.toString(),
                text(stage),
                lsn,
                since,
                request.reason(),
                detail,
                0,
                0,
                request.origin());
    }

    private static String text(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }

    private Instant now() {
        return clock.instant();
    }

    @Override
    public void run() {
        long again = System.nanoTime();
        long plans = again;
        String last = "";
        try {
            while (true) {
                DutyFault.reach("loads");
                lease.require();
                if (System.nanoTime() - plans > PLANS.toNanos()) {
                    writePlans();
                    plans = System.nanoTime();
                }
                if (System.nanoTime() - again > AGAIN.toNanos()) {
                    writeAgain();
                    again = System.nanoTime();
                }
                try {
                    write();
                    last = "";
                    // The end of a load is written at once.
                    if (ended.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                        ended.drainPermits();
                    }
                } catch (WarehouseException e) {
                    close();
                    if (!last.equals(String.valueOf(e.getMessage()))) {
                        last = String.valueOf(e.getMessage());
                        log.accept("The status of loads is not written until the warehouse answers: " + last);
                    }
                    Thread.sleep(AFTER_FAILURE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            close();
        }
    }

    /** Thousands of waiting loads change their place after every load. */
    private synchronized void writePlans() {
        replanned.forEach(id -> {
            LoadTable.Entry entry = open.get(id);
            if (entry != null) {
                unwritten.put(id, entry);
            }
        });
        replanned.clear();
    }

    private synchronized void writeAgain() {
        unwritten.putAll(open);
    }

    private void write() {
        Map<String, LoadTable.Entry> entries;
        synchronized (this) {
            entries = new LinkedHashMap<>(unwritten);
        }
        if (entries.isEmpty()) {
            return;
        }
        opened().loads().write(List.copyOf(entries.values()));
        synchronized (this) {
            // Changes since then are still to be written.
            entries.forEach(unwritten::remove);
        }
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

    private void close() {
        ClickHouseWarehouse known = warehouse;
        if (known != null) {
            warehouse = null;
            known.close();
        }
    }
}
