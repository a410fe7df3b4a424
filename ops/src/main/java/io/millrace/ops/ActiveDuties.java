package io.millrace.ops;

import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.core.duty.Duties;
import io.millrace.ops.alert.AlertWatch;
import io.millrace.ops.alert.RuleInputs;
import io.millrace.ops.lease.OpsLease;
import io.millrace.ops.probe.Probe;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one of several ops processes of a source does: the probe, alerts and webhooks. They begin when this process gets the lease,
 * with what the process before it recorded, and end when it loses it.
 */
final class ActiveDuties implements AutoCloseable {
    private final OpsLease lease;
    private final Supplier<Parts> parts;
    private final Duties duties;
    private final ScheduledThreadPoolExecutor thread;
    private volatile @Nullable Parts running;

    /**
     * One term's parts.
     *
     * @param duties of these parts, and of no others
     */
    record Parts(Duties duties, Probe probe, AlertWatch alerts) implements AutoCloseable {
        void start() {
            probe.start();
            alerts.start();
        }

        @Override
        public void close() {
            duties.close();
            alerts.close();
            probe.close();
        }
    }

    /**
     * @param parts makes the parts of a term
     * @param duties of the process
     */
    ActiveDuties(OpsLease lease, Supplier<Parts> parts, Duties duties) {
        this.lease = lease;
        this.parts = parts;
        this.duties = duties;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "lease");
            made.setDaemon(true);
            return made;
        });
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(duties.repeated("lease", this::tick), 0, 1, TimeUnit.SECONDS);
    }

    private synchronized void tick() {
        boolean active = lease.tick();
        Parts now = running;
        if (active && now == null) {
            Parts begun = parts.get();
            running = begun;
            begun.start();
        } else if (!active && now != null) {
            running = null;
            now.close();
        }
    }

    /** Alerts that fire; none while another process judges them. */
    List<AlertEntry> firing() {
        Parts now = running;
        return now == null ? List.of() : now.alerts().firing();
    }

    /** What the rules saw last; empty while another process looks. */
    Optional<RuleInputs> situation() {
        Parts now = running;
        return now == null ? Optional.empty() : now.alerts().situation();
    }

    /** Which of the duties fail, or why they cannot begin; empty while all work or another process has them. */
    Optional<String> problem() {
        Parts now = running;
        return now == null ? lease.refusal() : now.duties().problem();
    }

    /** {@code active} or {@code standby}. */
    String role() {
        return running == null ? "standby" : "active";
    }

    @Override
    public void close() {
        thread.shutdownNow();
        synchronized (this) {
            Parts now = running;
            if (now != null) {
                running = null;
                now.close();
            }
            lease.release();
        }
    }
}
