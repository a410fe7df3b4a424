package io.millrace.controller.schema;

import io.millrace.config.Config;
import io.millrace.config.ConfigException;
import io.millrace.connect.ConnectFailure;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.state.StateEntry;
import io.millrace.controller.warehouse.ShownTables;
import io.millrace.core.duty.DutyFault;
import io.millrace.core.event.TableId;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.Signals;
import io.millrace.postgres.setup.SourceNotReady;
import io.millrace.postgres.watch.CatalogWatch;
import io.millrace.postgres.watch.TableResync;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.SourceWiring;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Watches the source's catalog, so that schema changes reach the warehouse without a row, new tables are captured, and
 * tables with unstreamed changes are resynced.
 */
public final class SchemaWatcher implements Runnable {
    /** A new table waits for half of it before its load begins. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** The pause after a check is this many times its duration: with thousands of tables a check takes long. */
    private static final int PAUSE_PER_LOOK = 30;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(10);

    private final Config config;
    private final Publication publication;
    private final StateEntry remembered;
    private final CatalogWatch.Renewal renewal;
    private final Lease lease;
    private final Consumer<String> log;

    /** The views at the last sweep. */
    private final Set<Long> shownBefore = new HashSet<>();

    /** Announced drops that may still be in the stream. */
    private final Set<Long> gone = new HashSet<>();

    /** Puts tables that match the configuration into the publication. */
    @FunctionalInterface
    public interface Publication {
        void update() throws SQLException;
    }

    /**
     * @param config complete
     * @param publication updated whenever the catalog has changed
     * @param seen what was seen last of the catalog, from one start to the next
     * @param renewal restarts the connector
     * @param lease asked before anything is changed
     * @param log receives messages for the operator, in full sentences
     */
    public SchemaWatcher(
            Config config,
            Publication publication,
            StateEntry seen,
            CatalogWatch.Renewal renewal,
            Lease lease,
            Consumer<String> log) {
        this.config = config;
        this.publication = publication;
        this.remembered = seen;
        this.renewal = renewal;
        this.lease = lease;
        this.log = log;
    }

    @Override
    public void run() {
        String last = "";
        try {
            while (true) {
                try (Connection connection = SourceWiring.url(config).connect()) {
                    watch(new CatalogWatch(
                            connection,
                            config.source().publication(),
                            remembered.read(),
                            SourceWiring.columnRules(config.source()),
                            renewal));
                } catch (SQLException | LogException | ConnectFailure | ControllerException | ConfigException e) {
                    // Unhandled changes are not stored, and seen again.
                    String problem = String.valueOf(e.getMessage());
                    if (!problem.equals(last)) {
                        log.accept("The source's catalog cannot be read for now: " + problem);
                        last = problem;
                    }
                    Thread.sleep(AFTER_FAILURE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    private void watch(CatalogWatch watch) throws SQLException, InterruptedException {
        if (!watch.remembers()) {
            log.accept(
                    "The former state of the source's catalog is unknown. If partitions were attached, detached or truncated while Millrace was down: `./millrace resync` their tables.");
        }
        long swept = System.nanoTime();
        while (true) {
            DutyFault.reach("catalog");
            lease.require();
            long begin = System.nanoTime();
            CatalogWatch.Seen seen = watch.look();
            Duration pause = pause(Duration.ofNanos(System.nanoTime() - begin));
            if (seen.catalogChanged()) {
                resync(seen.resyncs());
                remembered.write(seen.memory());
                // Adding to the publication changes the catalog, too: the next check announces it.
                update();
            }
            if (System.nanoTime() - swept > BETWEEN_SWEEPS.toNanos()) {
                sweep(watch);
                swept = System.nanoTime();
            }
            Thread.sleep((seen.catalogChanged() ? BETWEEN_LOOKS : pause).toMillis());
        }
    }

    private static Duration pause(Duration look) {
        Duration wanted = look.multipliedBy(PAUSE_PER_LOOK);
        if (wanted.compareTo(BETWEEN_LOOKS) < 0) {
            return BETWEEN_LOOKS;
        }
        return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
    }

    /** Tables with a view that the source does not have: they came and went between two checks. */
    private void sweep(CatalogWatch watch) throws SQLException {
        Optional<String> warehouse = config.warehouse().url();
        if (warehouse.isEmpty()) {
            return;
        }
        Map<Long, TableId> shown;
        try {
            shown = new ShownTables(config).byOid();
        } catch (IOException | ControllerException e) {
            // It is down, or not prepared yet.
            return;
        }
        gone.retainAll(shown.keySet());
        Map<Long, TableId> lasting = new HashMap<>(shown);
        // A drop is in the stream for a moment.
        lasting.keySet().retainAll(shownBefore);
        lasting.keySet().removeAll(gone);
        shownBefore.clear();
        shownBefore.addAll(shown.keySet());
        watch.announceGone(lasting).forEach((oid, table) -> {
            gone.add(oid);
            log.accept("Table " + table + " is in the warehouse, but was dropped in the source meanwhile, or became a"
                    + " partition.");
        });
    }

    /** Only what is configured: another publication can hold more. */
    private void resync(List<TableResync> resyncs) {
        Predicate<TableId> captured = SourceWiring.capturedTables(config.source());
        List<TableResync> ours =
                resyncs.stream().filter(each -> captured.test(each.table())).toList();
        if (ours.isEmpty()) {
            return;
        }
        try (Signals signals = Signals.open(KafkaWiring.brokers(config), KafkaWiring.topics(config))) {
            ours.forEach(each -> signals.request(each.table(), each.oid(), List.of(), each.reason()));
        }
    }

    private void update() throws SQLException {
        try {
            publication.update();
        } catch (SourceNotReady | LogException e) {
            // Retried at the next change: an operator must act first.
            log.accept("New tables could not be added to the publication: " + e.getMessage());
        }
    }
}
