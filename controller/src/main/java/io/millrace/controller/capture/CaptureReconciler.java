package io.millrace.controller.capture;

import static java.util.Objects.requireNonNull;

import io.millrace.config.Config;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectFailure;
import io.millrace.connect.ConnectorSettings;
import io.millrace.controller.continuity.StreamEpochs;
import io.millrace.controller.continuity.WalContinuityMonitor;
import io.millrace.controller.error.RetryableException;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.load.LoadSettings;
import io.millrace.controller.partition.PartitionRaise;
import io.millrace.controller.partition.StreamPartitions;
import io.millrace.controller.resync.LoadRequests;
import io.millrace.controller.resync.LoadScheduler;
import io.millrace.controller.state.ControllerState;
import io.millrace.controller.state.StateEntry;
import io.millrace.controller.warehouse.WarehouseProgress;
import io.millrace.core.fault.Failpoint;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.postgres.CaptureLease;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.setup.CaptureReady;
import io.millrace.postgres.setup.CaptureRequest;
import io.millrace.postgres.setup.CaptureSetup;
import io.millrace.wiring.ConnectWiring;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.SourceWiring;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Creates and maintains what capture needs: the topics, then publication and slot, then the connector. The order
 * matters: what commits after the slot exists is in the stream, what committed before is loaded.
 */
public final class CaptureReconciler {
    /** The connector's own role, if the given user may create it. */
    private static final String ROLE = CaptureRequest.ROLE;

    private final Config config;
    private final ConnectorSecret password;
    private final Lease lease;
    private final Consumer<String> log;
    private final PostgresUrl source;
    private final ConnectClient connect;
    private final ConnectorLifecycle connector;
    private final StreamEpochs epochs;
    private final LoadRequests loads;
    private final WalContinuityMonitor watch;
    private final CaptureCheck check;
    private final StreamPartitions partitions;
    private volatile boolean registered;
    private volatile boolean begun;
    private volatile boolean raising;
    private volatile @Nullable PostgresUrl reader;

    /**
     * @param config complete
     * @param password for the connector's own role at the source
     * @param state what must be remembered from one start to the next
     * @param lease asked before anything is changed
     * @param log receives messages for the operator, in full sentences
     */
    public CaptureReconciler(
            Config config, ConnectorSecret password, ControllerState state, Lease lease, Consumer<String> log) {
        this.config = config;
        this.password = password;
        this.lease = lease;
        this.log = log;
        this.source = SourceWiring.url(config);
        this.epochs = new StreamEpochs(config);
        this.loads = new LoadRequests(config, log);
        this.connect = ConnectWiring.client(config, ConnectorLifecycle.PATIENCE);
        this.connector = new ConnectorLifecycle(config, connect, lease);
        CapturedPosition captured = new CapturedPosition(epochs, connect, connector.name(), connector::epoch);
        this.watch = new WalContinuityMonitor(new StateEntry(state, StateEntry.SOURCE_WAL), captured, log);
        this.check = new CaptureCheck(config, connect, connector, watch, loads, log);
        this.partitions = new StreamPartitions(config.log().partitions());
    }

    /**
     * Checks whether changes flow into Kafka, and does what is missing. Idempotent.
     *
     * @return empty if they flow, else what is still missing
     * @throws RuntimeException if an operator must act; the message says what to do
     */
    public Optional<String> keep() throws InterruptedException {
        lease.require();
        if (raising) {
            return Optional.of("the change stream is getting more partitions");
        }
        try {
            if (!registered) {
                register();
                registered = true;
                begun = true;
            }
            CaptureCheck.Found found = check.look();
            registered = !found.mustRegister();
            return found.missing();
        } catch (RetryableException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            watch.away();
            return Optional.of("the source refuses: " + e.getMessage());
        } catch (ConnectFailure e) {
            if (!e.passing()) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (LogException e) {
            if (!registered) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Forgets cached state, as another controller may have acted. No loop must be running. */
    public void beginAgain() {
        registered = false;
        begun = false;
        endRaise();
        watch.beginAgain();
    }

    /** While the source is down, what has been captured is complete; recorded for its return. */
    public void sourceIsAway() throws InterruptedException {
        watch.away();
    }

    /** Whether topics, slot and connector have existed: from then on tables can be loaded. */
    public boolean hasBegun() {
        return begun;
    }

    private synchronized void register() throws SQLException, InterruptedException {
        awaitRaise();
        lease.confirm();
        // First, as it may take a while: a starting worker answers 404 to every name, which must not be mistaken for a
        // deleted connector.
        connect.connectors();
        Config.Source from = config.source();
        ChangeStreamTopics topics = new ChangeStreamTopics(from.name());
        try (Admin admin = KafkaClients.admin(KafkaWiring.brokers(config))) {
            topics.ensure(admin, config.log().partitions(), config.log().replicationFactor());
            partitions.set(topics.partitions(admin));
        }
        Optional<Map<String, String>> known = connect.settings(connector.name());
        boolean registeredBefore = known.isPresent();
        CaptureReady ready = new CaptureSetup(source).prepare(request());
        Optional<String> wentBack = registeredBefore ? lookAtLog() : Optional.empty();
        if (wentBack.isPresent()) {
            connector.stop();
            new CaptureSetup(ready.url()).dropSlot(from.slot());
            ready = new CaptureSetup(source).prepare(request());
        }
        // A task that was just starting may have made the slot again, so that it was not missing: it is another one.
        boolean otherSlot = ready.slotCreated() || wentBack.isPresent();
        if (otherSlot) {
            Failpoint.SLOT_MADE.reach();
        }
        ready.warnings().forEach(log);
        connector.set(new ConnectorSettings(
                from.name(),
                ready.url().debeziumSettings(),
                reference(ready.url()),
                from.slot(),
                from.publication(),
                from.tables(),
                from.exclude(),
                topics.changes(),
                partitions.count(),
                from.columns().isEmpty() ? "" : SourceWiring.columnRules(from).patterns(),
                from.hashKey().map(password::hashKey).orElse(""),
                known.isPresent() ? ConnectorSettings.epoch(known.get()) : epochs.now()));
        reader = readerOf(ready.url());
        if (otherSlot || !registeredBefore) {
            // Before the connector exists: after a crash between the two it is repeated.
            if (registeredBefore) {
                loads.afterLoss(wentBack.orElse(CaptureCheck.SLOT_LOST));
            } else {
                loads.everyTable();
            }
        } else {
            loads.added(ready.added());
        }
        connector.put(otherSlot && registeredBefore);
        try (Connection connection = source.connect()) {
            if (wentBack.isPresent() || !registeredBefore) {
                watch.acknowledge(connection);
            }
        }
    }

    /** Loads read as the capture's role, whose sessions only it can end: those of an earlier holder of the lease. */
    private PostgresUrl readerOf(PostgresUrl login) throws SQLException {
        PostgresUrl named = login.forHolderOf(config.source().slot());
        if (!begun) {
            // Later, loads of this process may be under way.
            int ended = CaptureLease.endSessionsOfOthers(named, config.source().slot());
            if (ended > 0) {
                log.accept("Lease: " + (ended == 1 ? "1 session" : ended + " sessions")
                        + " in which an earlier controller loaded tables " + (ended == 1 ? "was" : "were") + " ended.");
            }
        }
        return named;
    }

    private Optional<String> lookAtLog() throws SQLException, InterruptedException {
        try (Connection connection = source.connect()) {
            return watch.look(connection);
        }
    }

    /** Kafka has so many partitions of the change stream: another number than the connector writes, where it is a new topic. */
    public void seen(int actual) {
        if (!raising && actual > 0 && actual != partitions.count()) {
            registered = false;
        }
    }

    /** Kept by who writes rows. */
    public StreamPartitions partitions() {
        return partitions;
    }

    /**
     * Raises the partitions of the change stream step by step; to be closed. Nothing else is done to the connector meanwhile.
     *
     * @param wanted number of partitions
     */
    public synchronized PartitionRaise raise(int wanted) {
        raising = true;
        return new PartitionRaise(
                new CapturedStream(config, connector, lease), new WarehouseProgress(config), partitions, wanted);
    }

    /** The raise is over. */
    public synchronized void endRaise() {
        raising = false;
        notifyAll();
    }

    private void awaitRaise() throws InterruptedException {
        while (raising) {
            wait();
        }
    }

    /** Restarts the WAL sender; the connector continues where it was. */
    public synchronized void readAgain() throws SQLException, InterruptedException {
        awaitRaise();
        connector.readAgain();
        log.accept("Restarting the WAL sender: before Postgres 16 it keeps stale names of schemas and partitions.");
    }

    /**
     * Stops capture, or continues it where it was paused.
     *
     * @throws ConnectFailure if Kafka Connect does not take it
     */
    public synchronized void pause(boolean paused) throws InterruptedException {
        if (paused) {
            connector.pause();
        } else {
            connector.resume();
        }
    }

    private synchronized void moveTo(int epoch) throws SQLException, InterruptedException {
        awaitRaise();
        connector.moveTo(epoch);
    }

    private CaptureRequest request() {
        Config.Source from = config.source();
        return new CaptureRequest(
                from.publication(),
                from.slot(),
                from.tables(),
                from.exclude(),
                SourceWiring.columnRules(from),
                Optional.of(new CaptureRequest.Role(ROLE, password.password())));
    }

    /** Adds tables that match the configuration to the publication, and requests their loads. */
    public void joinNewTables() throws SQLException {
        lease.require();
        CaptureSetup setup = new CaptureSetup(source);
        // Granting rights changes the catalog again.
        if (setup.outdated(request())) {
            loads.added(setup.prepare(request()).added());
        }
    }

    /** The current settings of loads; capture must have started. */
    public LoadSettings loadSettings() {
        return new LoadSettings(
                requireNonNull(reader),
                config.source().publication(),
                SourceWiring.columnRules(config.source()),
                partitions.count(),
                connector.epoch(),
                config.capture().loadRowsPerSecond());
    }

    /** What follows a loss of changes. */
    public LoadScheduler.EpochChange epochChange() {
        return new LoadScheduler.EpochChange() {
            @Override
            public int begin(ResyncRequest request) {
                lease.confirm();
                return epochs.begin(request.id(), request.reason(), connector.epoch());
            }

            @Override
            public void move(int epoch) throws SQLException, InterruptedException {
                moveTo(epoch);
            }
        };
    }

    /** The setup may have had to fall back to the user of the URL, whose password is another. */
    private String reference(PostgresUrl login) {
        return login.user().equals(ROLE) ? password.publish() : password.ofUser(login.password());
    }
}
