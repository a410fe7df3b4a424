package io.millrace.controller.capture;

import static java.util.Objects.requireNonNull;

import io.millrace.config.Config;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectFailure;
import io.millrace.connect.ConnectorSettings;
import io.millrace.controller.continuity.Eras;
import io.millrace.controller.continuity.SourceLogWatch;
import io.millrace.controller.error.PassingTrouble;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.load.LoadSettings;
import io.millrace.controller.resync.LoadOrders;
import io.millrace.controller.resync.LoadScheduler;
import io.millrace.controller.state.ControllerState;
import io.millrace.controller.state.StateEntry;
import io.millrace.core.fault.Failpoint;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.postgres.CaptureReady;
import io.millrace.postgres.CaptureRequest;
import io.millrace.postgres.CaptureSetup;
import io.millrace.postgres.PostgresUrl;
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
 * Makes what capture needs and keeps it: the topics, then publication and slot, then the connector. The order matters: what
 * commits after the slot is there is in the stream, what committed before is loaded beside it.
 */
public final class CaptureKeeper {
    /** The role of its own with which the connector logs in, where the given user may make it. */
    private static final String ROLE = CaptureRequest.ROLE;

    private final Config config;
    private final CapturePassword password;
    private final Lease lease;
    private final Consumer<String> log;
    private final PostgresUrl source;
    private final ConnectClient connect;
    private final ConnectorLifecycle connector;
    private final Eras eras;
    private final LoadOrders loads;
    private final SourceLogWatch watch;
    private final CaptureCheck check;
    private boolean registered;
    private volatile boolean begun;
    private volatile @Nullable PostgresUrl reader;

    /**
     * @param config complete
     * @param password for the connector's own role at the source
     * @param state what must be remembered from one start to the next
     * @param lease asked before anything is changed
     * @param log hears what an operator may want to read later, in full sentences
     */
    public CaptureKeeper(
            Config config, CapturePassword password, ControllerState state, Lease lease, Consumer<String> log) {
        this.config = config;
        this.password = password;
        this.lease = lease;
        this.log = log;
        this.source = SourceWiring.url(config);
        this.eras = new Eras(config);
        this.loads = new LoadOrders(config, log);
        this.connect = ConnectWiring.client(config, ConnectorLifecycle.PATIENCE);
        this.connector = new ConnectorLifecycle(config, connect, lease);
        CapturedPosition captured = new CapturedPosition(eras, connect, connector.name(), connector::era);
        this.watch = new SourceLogWatch(new StateEntry(state, StateEntry.SOURCE_WAL), captured, log);
        this.check = new CaptureCheck(config, connect, connector, watch, loads, log);
    }

    /**
     * Looks whether changes flow into the log, and does what is missing. Repeatable.
     *
     * @return empty when they flow, else what is still missing
     * @throws RuntimeException where somebody has to act; the message says what to do
     */
    public Optional<String> keep() throws InterruptedException {
        lease.require();
        try {
            if (!registered) {
                register();
                registered = true;
                begun = true;
            }
            CaptureCheck.Found found = check.look();
            registered = !found.mustRegister();
            return found.missing();
        } catch (PassingTrouble e) {
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

    /** Another controller may have acted: all is looked at again. No loop must be running. */
    public void beginAgain() {
        registered = false;
        begun = false;
        watch.beginAgain();
    }

    /** What has been captured by now is all of it while the source is away; noted for when it is back. */
    public void sourceIsAway() throws InterruptedException {
        watch.away();
    }

    /** Whether topics, slot and connector were there once: from then on tables can be loaded. */
    public boolean hasBegun() {
        return begun;
    }

    private synchronized void register() throws SQLException, InterruptedException {
        lease.confirm();
        // First of all, as it may take a while: a worker that is starting answers 404 to every name, which must not be
        // taken for
        // a connector that is gone.
        connect.connectors();
        Config.Source from = config.source();
        ChangeStreamTopics topics = new ChangeStreamTopics(from.name());
        try (Admin admin = KafkaClients.admin(KafkaWiring.brokers(config))) {
            topics.ensure(admin, config.log().partitions(), config.log().replicationFactor());
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
        if (ready.slotCreated()) {
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
                config.log().partitions(),
                from.columns().isEmpty() ? "" : SourceWiring.columnRules(from).patterns(),
                from.hashKey().map(password::hashKey).orElse(""),
                known.isPresent() ? ConnectorSettings.era(known.get()) : eras.now()));
        reader = ready.url();
        if (ready.slotCreated() || !registeredBefore) {
            // Before the connector is there: after a crash between the two it is done again.
            if (registeredBefore) {
                loads.afterLoss(wentBack.orElse(CaptureCheck.SLOT_LOST));
            } else {
                loads.everyTable();
            }
        } else {
            loads.added(ready.added());
        }
        connector.put(ready.slotCreated() && registeredBefore);
        try (Connection connection = source.connect()) {
            if (wentBack.isPresent() || !registeredBefore) {
                watch.settle(connection);
            }
        }
    }

    private Optional<String> lookAtLog() throws SQLException, InterruptedException {
        try (Connection connection = source.connect()) {
            return watch.look(connection);
        }
    }

    /** The connector goes on where it was, with another WAL sender. */
    public synchronized void readAnew() throws SQLException, InterruptedException {
        connector.readAnew();
        log.accept(
                "The connector reads on with another connection: before Postgres 16 one goes on with names of schemas and"
                        + " partitions that have passed.");
    }

    /**
     * Stops capture, or continues it where it was paused.
     *
     * @throws ConnectFailure where Kafka Connect does not take it
     */
    public synchronized void pause(boolean paused) throws InterruptedException {
        if (paused) {
            connector.pause();
        } else {
            connector.resume();
        }
    }

    private synchronized void moveTo(int era) throws SQLException, InterruptedException {
        connector.moveTo(era);
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

    /** Puts tables that match the configuration into the publication, and asks for their loads. */
    public void joinNewTables() throws SQLException {
        lease.require();
        CaptureSetup setup = new CaptureSetup(source);
        // Rights that are granted again are a change of the catalogue again.
        if (setup.outdated(request())) {
            loads.added(setup.prepare(request()).added());
        }
    }

    /** What loads need, as it is now; capture must have begun. */
    public LoadSettings loadSettings() {
        return new LoadSettings(
                requireNonNull(reader),
                config.source().publication(),
                SourceWiring.columnRules(config.source()),
                config.log().partitions(),
                connector.era(),
                config.capture().loadRowsPerSecond());
    }

    /** What follows a loss of changes. */
    public LoadScheduler.EraChange eraChange() {
        return new LoadScheduler.EraChange() {
            @Override
            public int begin(ResyncRequest request) {
                lease.confirm();
                return eras.begin(request.id(), request.reason(), connector.era());
            }

            @Override
            public void move(int era) throws SQLException, InterruptedException {
                moveTo(era);
            }
        };
    }

    /** The setup may have had to fall back to the user of the URL, whose password is another. */
    private String reference(PostgresUrl login) {
        return login.user().equals(ROLE) ? password.publish() : password.ofUser(login.password());
    }
}
