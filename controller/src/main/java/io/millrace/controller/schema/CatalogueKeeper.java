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
import io.millrace.postgres.CatalogueWatch;
import io.millrace.postgres.SourceNotReady;
import io.millrace.postgres.TableResync;
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
 * Watches the source's catalogue, so that changes of schema reach the warehouse without a row, new tables join, and tables
 * whose rows change without a trace in the stream are loaded again.
 */
public final class CatalogueKeeper implements Runnable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(10);

    private final Config config;
    private final Publication publication;
    private final StateEntry remembered;
    private final CatalogueWatch.Renewal renewal;
    private final Lease lease;
    private final Consumer<String> log;

    /** What was shown at the last sweep. */
    private final Set<Long> shownBefore = new HashSet<>();

    /** What was announced as gone and may still be on its way. */
    private final Set<Long> gone = new HashSet<>();

    /** Puts tables that match the configuration into the publication. */
    @FunctionalInterface
    public interface Publication {
        void update() throws SQLException;
    }

    /**
     * @param config complete
     * @param publication asked to update itself whenever the catalogue has changed
     * @param seen what was seen last of the catalogue, from one start to the next
     * @param renewal starts the connector anew
     * @param lease asked before anything is changed
     * @param log hears in full sentences what an operator may want to read later
     */
    public CatalogueKeeper(
            Config config,
            Publication publication,
            StateEntry seen,
            CatalogueWatch.Renewal renewal,
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
                    watch(new CatalogueWatch(
                            connection,
                            config.source().publication(),
                            remembered.read(),
                            SourceWiring.columnRules(config.source()),
                            renewal));
                } catch (SQLException | LogException | ConnectFailure | ControllerException | ConfigException e) {
                    // What was not taken care of is not remembered, and seen again.
                    String trouble = String.valueOf(e.getMessage());
                    if (!trouble.equals(last)) {
                        log.accept("The catalogue of the source cannot be followed for now: " + trouble);
                        last = trouble;
                    }
                    Thread.sleep(AFTER_TROUBLE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    private void watch(CatalogueWatch watch) throws SQLException, InterruptedException {
        if (!watch.remembers()) {
            log.accept("What the source's catalogue was like before is not known. If partitions came or went with their"
                    + " rows, or were truncated, while Millrace was down: `./millrace resync` their tables.");
        }
        long swept = System.nanoTime();
        while (true) {
            DutyFault.reach("catalogue");
            lease.require();
            CatalogueWatch.Seen seen = watch.look();
            if (seen.catalogueChanged()) {
                resync(seen.resyncs());
                remembered.write(seen.memory());
                // What joins the publication is a change of the catalogue, too: the next look announces it.
                update();
            }
            if (System.nanoTime() - swept > BETWEEN_SWEEPS.toNanos()) {
                sweep(watch);
                swept = System.nanoTime();
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    /** Tables that the warehouse shows although the source has none of them: they came and went between two looks. */
    private void sweep(CatalogueWatch watch) throws SQLException {
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
        // A drop that was seen is on its way for a moment.
        lasting.keySet().retainAll(shownBefore);
        lasting.keySet().removeAll(gone);
        shownBefore.clear();
        shownBefore.addAll(shown.keySet());
        watch.announceGone(lasting).forEach((oid, table) -> {
            gone.add(oid);
            log.accept("Table " + table + " is in the warehouse, but the source has dropped it meanwhile, or made"
                    + " it a partition.");
        });
    }

    /** Only what is configured: somebody else's publication can hold more. */
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
            // Tried again at the next change: somebody has to act first.
            log.accept("New tables could not join the capture: " + e.getMessage());
        }
    }
}
