package io.millrace.controller.capture;

import static java.util.Objects.requireNonNull;

import io.millrace.config.Config;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectFailure;
import io.millrace.connect.ConnectorSettings;
import io.millrace.connect.ConnectorStatus;
import io.millrace.controller.continuity.CatalogueMemory;
import io.millrace.controller.continuity.Eras;
import io.millrace.controller.continuity.SourceLogWatch;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.error.PassingTrouble;
import io.millrace.controller.lease.Lease;
import io.millrace.controller.load.LoadSettings;
import io.millrace.controller.resync.LoadOrders;
import io.millrace.controller.resync.LoadScheduler;
import io.millrace.core.fault.Failpoint;
import io.millrace.kafka.ChangeStreamTopics;
import io.millrace.kafka.KafkaClients;
import io.millrace.kafka.LogException;
import io.millrace.kafka.resync.ResyncRequest;
import io.millrace.postgres.CaptureReady;
import io.millrace.postgres.CaptureRequest;
import io.millrace.postgres.CaptureSetup;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.SlotProbe;
import io.millrace.postgres.SlotSample;
import io.millrace.wiring.ConnectWiring;
import io.millrace.wiring.KafkaWiring;
import io.millrace.wiring.SourceWiring;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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

    /** What Debezium says of a slot that begins after the position from which it wants to go on. */
    private static final String POSITION_GONE = "is trying to read change stream starting at";

    private static final String SLOT_LOST = "the slot was lost";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 100;

    private final Config config;
    private final CapturePassword password;
    private final Lease lease;
    private final Consumer<String> log;
    private final PostgresUrl source;
    private final ConnectClient connect;
    private final Eras eras;
    private final LoadOrders loads;
    private final SourceLogWatch watch;
    private String connectorName = "";
    private boolean registered;
    private volatile boolean begun;
    private boolean pauseSeen;
    private volatile @Nullable ConnectorSettings settings;
    private volatile @Nullable PostgresUrl reader;

    /**
     * @param config complete
     * @param password for the connector's own role at the source
     * @param memory what was seen of the source, from one start to the next
     * @param lease asked before anything is changed
     * @param log hears what an operator may want to read later, in full sentences
     */
    public CaptureKeeper(
            Config config, CapturePassword password, CatalogueMemory memory, Lease lease, Consumer<String> log) {
        this.config = config;
        this.password = password;
        this.lease = lease;
        this.log = log;
        this.source = SourceWiring.url(config);
        this.eras = new Eras(config);
        this.loads = new LoadOrders(config, log);
        this.connect = ConnectWiring.client(config, PATIENCE);
        CapturedPosition captured = new CapturedPosition(eras, connect, ConnectWiring.connectorName(config), this::era);
        this.watch = new SourceLogWatch(memory.beside("source.json"), captured, log);
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
            return state();
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
        String name = ConnectWiring.connectorName(config);
        Optional<Map<String, String>> known = connect.settings(name);
        boolean registeredBefore = known.isPresent();
        CaptureReady ready = new CaptureSetup(source).prepare(request());
        Optional<String> wentBack = registeredBefore ? lookAtLog() : Optional.empty();
        if (wentBack.isPresent()) {
            connect.stop(name);
            new CaptureSetup(ready.url()).dropSlot(from.slot());
            ready = new CaptureSetup(source).prepare(request());
        }
        if (ready.slotCreated()) {
            Failpoint.SLOT_MADE.reach();
        }
        ready.warnings().forEach(log);
        ConnectorSettings wanted = new ConnectorSettings(
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
                known.isPresent() ? ConnectorSettings.era(known.get()) : eras.now());
        connectorName = name;
        settings = wanted;
        reader = ready.url();
        if (ready.slotCreated() || !registeredBefore) {
            // Before the connector is there: after a crash between the two it is done again.
            if (registeredBefore) {
                loads.afterLoss(wentBack.orElse(SLOT_LOST));
            } else {
                loads.everyTable();
            }
        } else {
            loads.added(ready.added());
        }
        if (ready.slotCreated() && registeredBefore) {
            connect.stop(name);
            connect.deleteOffsets(name);
            connect.putConnector(name, wanted.toMap());
            connect.resume(name);
        } else {
            connect.putConnector(name, wanted.toMap());
        }
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

    /**
     * Ends what comes from an earlier era. Only when nobody reads the slot any more is it certain that no change that commits
     * from now on counts to it.
     */
    private synchronized void moveTo(int era) throws SQLException, InterruptedException {
        lease.confirm();
        ConnectorSettings now = requireNonNull(settings);
        String name = now.connectorName();
        boolean paused = isPaused(name);
        // A request of long ago, served again, names an era that has passed.
        if (now.era() < era) {
            connect.stop(name);
            awaitNobodyReads();
            settings = now.inEra(era);
            connect.putConnector(name, now.inEra(era).toMap());
        }
        goOn(name, paused);
    }

    /** The connector goes on where it was, with another WAL sender. */
    public synchronized void readAnew() throws SQLException, InterruptedException {
        lease.confirm();
        String name = requireNonNull(settings).connectorName();
        boolean paused = isPaused(name);
        connect.stop(name);
        try {
            awaitNobodyReads();
        } finally {
            goOn(name, paused);
        }
        log.accept(
                "The connector reads on with another connection: before Postgres 16 one goes on with names of schemas and"
                        + " partitions that have passed.");
    }

    private boolean isPaused(String name) throws InterruptedException {
        return connect.status(name).filter(ConnectorStatus::paused).isPresent();
    }

    private void goOn(String name, boolean paused) throws InterruptedException {
        if (paused) {
            connect.pause(name);
        } else {
            connect.resume(name);
        }
    }

    private int era() {
        ConnectorSettings now = settings;
        return now == null ? 0 : now.era();
    }

    private void awaitNobodyReads() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Connection connection = source.connect()) {
            while (slot(connection).filter(SlotSample::active).isPresent()) {
                if (System.nanoTime() > deadline) {
                    throw new ControllerException("the slot " + config.source().slot() + " is still being read");
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
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
                era(),
                config.capture().loadRowsPerSecond());
    }

    /** What follows a loss of changes. */
    public LoadScheduler.EraChange eraChange() {
        return new LoadScheduler.EraChange() {
            @Override
            public int begin(ResyncRequest request) {
                lease.confirm();
                return eras.begin(request.id(), request.reason(), era());
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

    private Optional<String> state() throws SQLException, InterruptedException {
        String name = connectorName;
        Optional<ConnectorStatus> status = connect.status(name);
        if (status.isEmpty()) {
            registered = false;
            return Optional.of("the connector " + name + " is not registered");
        }
        Optional<SlotSample> slot;
        Optional<String> wentBack;
        try (Connection connection = source.connect()) {
            wentBack = watch.look(connection);
            slot = slot(connection);
        }
        if (wentBack.isPresent()) {
            registered = false;
            return wentBack;
        }
        if (slot.filter(known -> known.walStatus().equals("lost")).isPresent()) {
            registered = false;
            return Optional.of("the slot " + config.source().slot() + " has lost WAL that it needs");
        }
        if (status.get().failed()) {
            if (slot.isEmpty()) {
                return Optional.of(forgetSlot());
            }
            String cause = status.get().cause().orElse("unknown");
            if (cause.contains(POSITION_GONE)) {
                forgetPosition(name);
                return Optional.of("the slot does not have the connector's position any more");
            }
            log.accept("The connector has failed and is started again: " + cause);
            connect.restartFailed(name);
            return Optional.of("the connector has failed and is started again: " + cause);
        }
        if (status.get().paused()) {
            // A stack that was paused when it was stopped must start.
            boolean known = pauseSeen;
            pauseSeen = true;
            return known ? Optional.of("capture is paused: `./millrace resume` goes on") : Optional.empty();
        }
        if (!status.get().running()) {
            return Optional.of("the connector is starting");
        }
        // Connect says RUNNING too early and too long; the slot knows whether somebody reads it.
        if (slot.isEmpty()) {
            return Optional.of(forgetSlot());
        }
        return slot.get().active() ? Optional.empty() : Optional.of("the connector does not read the slot yet");
    }

    /** The slot is another one: whoever made it died before the loads were asked for, or somebody else made it. */
    private void forgetPosition(String name) throws InterruptedException {
        lease.confirm();
        loads.afterLoss(SLOT_LOST);
        connect.stop(name);
        connect.deleteOffsets(name);
        connect.resume(name);
    }

    private Optional<SlotSample> slot(Connection connection) throws SQLException {
        return new SlotProbe(connection, config.source().slot()).sample();
    }

    /** The next look makes it anew. */
    private String forgetSlot() {
        registered = false;
        return "the slot " + config.source().slot() + " is gone";
    }
}
