package io.millrace.ops.alert;

import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.clickhouse.bookkeeping.AlertTable;
import io.millrace.config.AlertRule;
import io.millrace.config.Config;
import io.millrace.core.duty.Duties;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.probe.ProbeState;
import io.millrace.ops.warehouse.AlertQueries;
import io.millrace.ops.webhook.Message;
import io.millrace.ops.webhook.Webhooks;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the rules once a second. What needs the warehouse (reading facts, recording alerts) has its own thread, so
 * that its outage raises an alert, too, which is recorded later.
 */
public final class AlertWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AlertWatch.class);
    private static final Duration READ_EVERY = Duration.ofSeconds(5);
    private static final Duration WRITE_EVERY = Duration.ofSeconds(10);
    private static final Duration READ_SELDOM = Duration.ofSeconds(15);
    private static final Duration FACTS_BELIEVED = Duration.ofSeconds(45);

    /** How long to wait for stored alerts, which must not start again. */
    private static final Duration RESTORE_FIRST = Duration.ofSeconds(20);

    private static final int RESTORED_HOURS = 24;
    private static final int MOST_RESTORED = 10_000;

    private final Config.Alerts settings;
    private final Inputs around;
    private final AlertQueries stored;
    private final AlertTable table;
    private final UnwrittenAlerts unwritten;
    private final Webhooks webhooks;
    private final Duties duties;
    private final BooleanSupplier allowed;
    private final Clock clock;
    private final Instant started;
    private final AlertTracker tracker;
    private final ScheduledThreadPoolExecutor threads;

    private volatile @Nullable Read read;
    private volatile List<AlertEntry> firing = List.of();
    private volatile @Nullable RuleInputs situation;
    private volatile boolean restored;
    private Instant nextRead = Instant.EPOCH;
    private Instant nextWrite = Instant.EPOCH;

    /**
     * @param source the source's name
     * @param stored alerts from before
     * @param table where alerts are recorded
     * @param duties of the process
     * @param allowed asked before anything is judged or recorded
     */
    public AlertWatch(
            String source,
            Config.Alerts settings,
            Inputs around,
            AlertQueries stored,
            AlertTable table,
            UnwrittenAlerts unwritten,
            Webhooks webhooks,
            Duties duties,
            BooleanSupplier allowed,
            Clock clock) {
        this.duties = duties;
        this.allowed = allowed;
        this.settings = settings;
        this.around = around;
        this.stored = stored;
        this.table = table;
        this.unwritten = unwritten;
        this.webhooks = webhooks;
        this.clock = clock;
        this.started = clock.instant();
        this.tracker = new AlertTracker(source, settings);
        this.threads = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "alerts");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * The inputs of the rules.
     *
     * @param probeState of the probe
     * @param folders whose disks are watched
     * @param sourceIsLocal whether the source may be on the same disks
     * @param facts of the warehouse
     */
    public record Inputs(
            Supplier<ProbeState> probeState,
            List<Path> folders,
            boolean sourceIsLocal,
            Supplier<WarehouseFacts> facts) {}

    private record Read(Instant at, WarehouseFacts facts) {}

    public void start() {
        webhooks.start(duties);
        repeat("alerts", this::evaluate);
        repeat("alert_facts", this::useWarehouse);
    }

    /** The firing alerts, also while the warehouse does not answer. */
    public List<AlertEntry> firing() {
        return firing;
    }

    /** The last inputs of the rules; empty before the first evaluation. */
    public Optional<RuleInputs> situation() {
        return Optional.ofNullable(situation);
    }

    private void evaluate() {
        Instant now = clock.instant();
        RuleInputs seen = look(now);
        situation = seen;
        if (now.isBefore(started.plusMillis(settings.quietStartMillis()))
                || (!restored && now.isBefore(started.plus(RESTORE_FIRST)))) {
            return;
        }
        synchronized (tracker) {
            tracker.take(Rules.observe(seen, settings), now).forEach(this::deliver);
            firing = tracker.firing();
        }
    }

    private void deliver(AlertTracker.Transition transition) {
        AlertEntry alert = transition.alert();
        String name = alert.subject().isEmpty() ? alert.rule() : alert.rule() + " of " + alert.subject();
        switch (transition.kind()) {
            case FIRED -> {
                log.warn("Alert {}: {}", name, alert.reason());
                unwritten.add(alert);
                webhooks.deliver(new Message(alert, Message.Event.FIRING));
            }
            case CHANGED -> unwritten.addLater(alert);
            case RESOLVED -> {
                log.info("Alert {} is over", name);
                unwritten.add(alert);
                webhooks.deliver(new Message(alert, Message.Event.RESOLVED));
            }
        }
    }

    private RuleInputs look(Instant now) {
        Read latest = read;
        WarehouseFacts facts =
                latest == null || latest.at().isBefore(now.minus(FACTS_BELIEVED)) ? null : latest.facts();
        List<Disk> disks = new ArrayList<>();
        around.folders().forEach(folder -> disk(folder).ifPresent(disks::add));
        return new RuleInputs(now, around.probeState().get(), disks, around.sourceIsLocal(), facts);
    }

    /** Empty if the folder cannot be read: it may appear later. */
    private static Optional<Disk> disk(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            return store.getTotalSpace() <= 0
                    ? Optional.empty()
                    : Optional.of(new Disk(folder.toString(), store.getUsableSpace(), store.getTotalSpace()));
        } catch (IOException e) {
            log.debug("The disk of {} cannot be checked", folder, e);
            return Optional.empty();
        }
    }

    private void useWarehouse() {
        Instant now = clock.instant();
        try {
            if (!restored) {
                restore();
            }
            if (unwritten.isUrgent() || !now.isBefore(nextWrite)) {
                nextWrite = now.plus(WRITE_EVERY);
                unwritten.writeTo(table);
            }
            if (!now.isBefore(nextRead)) {
                WarehouseFacts facts = around.facts().get();
                Instant then = clock.instant();
                read = new Read(then, facts);
                nextRead = now.plus(rest(Duration.between(now, then)));
            }
        } catch (WarehouseException e) {
            // An outage of the warehouse is reported by the probe.
            log.debug("The warehouse does not answer", e);
            read = null;
        }
    }

    /** The interval between reads: at most a fifth of the time if slow, but also on an overloaded machine. */
    static Duration rest(Duration took) {
        Duration rest = took.multipliedBy(5);
        if (rest.compareTo(READ_EVERY) < 0) {
            // Slightly less, so that runs once a second do not just miss it.
            return READ_EVERY.minusMillis(500);
        }
        return rest.compareTo(READ_SELDOM) > 0 ? READ_SELDOM : rest;
    }

    /** Restores alerts that fired when the previous process stopped; sends its undelivered messages. */
    private void restore() {
        List<AlertQueries.Recorded> alerts = stored.latest(RESTORED_HOURS, MOST_RESTORED);
        synchronized (tracker) {
            for (AlertQueries.Recorded recorded : alerts) {
                Optional<AlertRule> rule = Stream.of(AlertRule.values())
                        .filter(known -> known.key().equals(recorded.alert().rule()))
                        .findFirst();
                if (rule.isEmpty()) {
                    if (recorded.alert().firing()) {
                        // A rule of another version: no longer evaluated.
                        unwritten.add(AlertTracker.resolved(recorded.alert(), clock.instant()));
                    }
                    continue;
                }
                if (recorded.alert().firing()) {
                    tracker.restore(rule.get(), recorded.alert()).ifPresent(unwritten::forget);
                }
                webhooks.restore(recorded.alert(), recorded.deliveries());
            }
            firing = tracker.firing();
            restored = true;
        }
    }

    private void repeat(String duty, Runnable task) {
        Runnable guarded = () -> {
            if (allowed.getAsBoolean()) {
                task.run();
            }
        };
        var unused = threads.scheduleWithFixedDelay(duties.repeated(duty, guarded), 0, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
