package io.millrace.ops.alert;

import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.clickhouse.bookkeeping.AlertTable;
import io.millrace.config.AlertRule;
import io.millrace.config.Config;
import io.millrace.core.duty.Duties;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.ops.probe.Sightings;
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
 * Looks at the rules once a second. Whatever needs the warehouse (reading facts, recording alerts) has a thread of its own,
 * so that its outage is told, too; it is recorded when it is over.
 */
public final class AlertWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AlertWatch.class);
    private static final Duration READ_EVERY = Duration.ofSeconds(5);
    private static final Duration WRITE_EVERY = Duration.ofSeconds(10);
    private static final Duration READ_SELDOM = Duration.ofSeconds(15);
    private static final Duration FACTS_BELIEVED = Duration.ofSeconds(45);

    /** So long alerts of before are waited for: those must not begin anew. */
    private static final Duration RESTORE_FIRST = Duration.ofSeconds(20);

    private static final int RESTORED_HOURS = 24;
    private static final int MOST_RESTORED = 10_000;

    private final Config.Alerts settings;
    private final Around around;
    private final AlertQueries stored;
    private final AlertTable table;
    private final AlertLedger ledger;
    private final Webhooks webhooks;
    private final Duties duties;
    private final BooleanSupplier allowed;
    private final Clock clock;
    private final Instant started;
    private final AlertBook book;
    private final ScheduledThreadPoolExecutor threads;

    private volatile @Nullable Read read;
    private volatile List<AlertEntry> firing = List.of();
    private volatile @Nullable Situation situation;
    private volatile boolean restored;
    private Instant nextRead = Instant.EPOCH;
    private Instant nextWrite = Instant.EPOCH;

    /**
     * @param source the source's name
     * @param stored alerts of before
     * @param table where alerts are recorded
     * @param duties of the process
     * @param allowed asked before anything is judged or recorded
     */
    public AlertWatch(
            String source,
            Config.Alerts settings,
            Around around,
            AlertQueries stored,
            AlertTable table,
            AlertLedger ledger,
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
        this.ledger = ledger;
        this.webhooks = webhooks;
        this.clock = clock;
        this.started = clock.instant();
        this.book = new AlertBook(source, settings);
        this.threads = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "alerts");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Where to look.
     *
     * @param sightings of the probe
     * @param folders whose disks are watched
     * @param sourceIsLocal whether the source may be on the same disks
     * @param facts of the warehouse
     */
    public record Around(
            Supplier<Sightings> sightings, List<Path> folders, boolean sourceIsLocal, Supplier<Facts> facts) {}

    private record Read(Instant at, Facts facts) {}

    public void start() {
        webhooks.start(duties);
        repeat("alerts", this::evaluate);
        repeat("alert_facts", this::useWarehouse);
    }

    /** Alerts that fire, also while the warehouse does not answer. */
    public List<AlertEntry> firing() {
        return firing;
    }

    /** What the rules saw last; empty before they have looked. */
    public Optional<Situation> situation() {
        return Optional.ofNullable(situation);
    }

    private void evaluate() {
        Instant now = clock.instant();
        Situation seen = look(now);
        situation = seen;
        if (now.isBefore(started.plusMillis(settings.quietStartMillis()))
                || (!restored && now.isBefore(started.plus(RESTORE_FIRST)))) {
            return;
        }
        synchronized (book) {
            book.take(Rules.observe(seen, settings), now).forEach(this::tell);
            firing = book.firing();
        }
    }

    private void tell(AlertBook.News news) {
        AlertEntry alert = news.alert();
        String name = alert.subject().isEmpty() ? alert.rule() : alert.rule() + " of " + alert.subject();
        switch (news.happened()) {
            case FIRED -> {
                log.warn("Alert {}: {}", name, alert.reason());
                ledger.note(alert);
                webhooks.tell(new Message(alert, Message.Event.FIRING));
            }
            case CHANGED -> ledger.noteLater(alert);
            case RESOLVED -> {
                log.info("Alert {} is over", name);
                ledger.note(alert);
                webhooks.tell(new Message(alert, Message.Event.RESOLVED));
            }
        }
    }

    private Situation look(Instant now) {
        Read latest = read;
        Facts facts = latest == null || latest.at().isBefore(now.minus(FACTS_BELIEVED)) ? null : latest.facts();
        List<Disk> disks = new ArrayList<>();
        around.folders().forEach(folder -> disk(folder).ifPresent(disks::add));
        return new Situation(now, around.sightings().get(), disks, around.sourceIsLocal(), facts);
    }

    /** Empty where the folder cannot be looked at: it may come later. */
    private static Optional<Disk> disk(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            return store.getTotalSpace() <= 0
                    ? Optional.empty()
                    : Optional.of(new Disk(folder.toString(), store.getUsableSpace(), store.getTotalSpace()));
        } catch (IOException e) {
            log.debug("The disk of {} cannot be looked at", folder, e);
            return Optional.empty();
        }
    }

    private void useWarehouse() {
        Instant now = clock.instant();
        try {
            if (!restored) {
                restore();
            }
            if (ledger.isUrgent() || !now.isBefore(nextWrite)) {
                nextWrite = now.plus(WRITE_EVERY);
                ledger.writeTo(table);
            }
            if (!now.isBefore(nextRead)) {
                Facts facts = around.facts().get();
                Instant then = clock.instant();
                read = new Read(then, facts);
                nextRead = now.plus(rest(Duration.between(now, then)));
            }
        } catch (WarehouseException e) {
            // That the warehouse does not answer is the probe's to tell.
            log.debug("The warehouse does not answer", e);
            read = null;
        }
    }

    /** From one reading to the next: a fifth of the time where it is slow, but a machine in trouble is looked at, too. */
    static Duration rest(Duration took) {
        Duration rest = took.multipliedBy(5);
        if (rest.compareTo(READ_EVERY) < 0) {
            // A bit less: runs come once a second and must not miss it by a hair.
            return READ_EVERY.minusMillis(500);
        }
        return rest.compareTo(READ_SELDOM) > 0 ? READ_SELDOM : rest;
    }

    /** Alerts that fired when the process before this one stopped go on; messages that it did not get rid of are sent. */
    private void restore() {
        List<AlertQueries.Told> alerts = stored.latest(RESTORED_HOURS, MOST_RESTORED);
        synchronized (book) {
            for (AlertQueries.Told told : alerts) {
                Optional<AlertRule> rule = Stream.of(AlertRule.values())
                        .filter(known -> known.key().equals(told.alert().rule()))
                        .findFirst();
                if (rule.isEmpty()) {
                    if (told.alert().firing()) {
                        // Of another version: nobody looks at it any more.
                        ledger.note(AlertBook.resolved(told.alert(), clock.instant()));
                    }
                    continue;
                }
                if (told.alert().firing()) {
                    book.restore(rule.get(), told.alert()).ifPresent(ledger::forget);
                }
                webhooks.restore(told.alert(), told.deliveries());
            }
            firing = book.firing();
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
