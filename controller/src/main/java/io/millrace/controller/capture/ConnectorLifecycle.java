package io.millrace.controller.capture;

import static java.util.Objects.requireNonNull;

import io.millrace.config.Config;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectorSettings;
import io.millrace.connect.ConnectorStatus;
import io.millrace.controller.error.ControllerException;
import io.millrace.controller.lease.Lease;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.probe.SlotProbe;
import io.millrace.postgres.probe.SlotState;
import io.millrace.wiring.ConnectWiring;
import io.millrace.wiring.SourceWiring;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is done to the connector: it gets its settings, is stopped, paused and continued. Methods that change something are for one
 * thread at a time.
 */
final class ConnectorLifecycle {
    /** How long a worker that is busy is waited for, and a reader of the slot that is ending. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long POLL_MILLIS = 100;

    private final ConnectClient connect;
    private final PostgresUrl source;
    private final String name;
    private final String slot;
    private final Lease lease;
    private volatile @Nullable ConnectorSettings settings;

    /** @param lease asked before anything is changed */
    ConnectorLifecycle(Config config, ConnectClient connect, Lease lease) {
        this.connect = connect;
        this.source = SourceWiring.url(config);
        this.name = ConnectWiring.connectorName(config);
        this.slot = config.source().slot();
        this.lease = lease;
    }

    String name() {
        return name;
    }

    /** The epoch of its changes, 0 before it has settings. */
    int epoch() {
        ConnectorSettings now = settings;
        return now == null ? 0 : now.epoch();
    }

    /** Records its settings, which {@link #put} puts. */
    void set(ConnectorSettings wanted) {
        settings = wanted;
    }

    /** @param fromSlot whether it forgets its position and continues from that of the slot */
    void put(boolean fromSlot) throws InterruptedException {
        ConnectorSettings wanted = requireNonNull(settings, "no settings yet");
        if (fromSlot) {
            connect.stop(name);
            connect.deleteOffsets(name);
            connect.putConnector(name, wanted.toMap());
            connect.resume(name);
        } else {
            connect.putConnector(name, wanted.toMap());
            if (is(ConnectorStatus::stopped)) {
                // Only a controller that ended in the middle of a change leaves it so.
                connect.resume(name);
            }
        }
    }

    /** Until nobody reads the slot. */
    void stop() throws SQLException, InterruptedException {
        connect.stop(name);
        awaitNobodyReads();
    }

    /**
     * The slot is another one: its position counts, not the connector's.
     *
     * @param first what is done before
     */
    void forgetPosition(Runnable first) throws InterruptedException {
        lease.confirm();
        first.run();
        connect.stop(name);
        connect.deleteOffsets(name);
        connect.resume(name);
    }

    /** Stops reading. The source keeps what changes from then on. */
    void pause() throws InterruptedException {
        lease.confirm();
        connect.pause(name);
    }

    /** Goes on where it was paused. */
    void resume() throws InterruptedException {
        lease.confirm();
        connect.resume(name);
    }

    /**
     * Ends the stream of an earlier epoch. Only when no one reads the slot is it certain that later commits do not
     * belong to it.
     */
    void moveTo(int epoch) throws SQLException, InterruptedException {
        lease.confirm();
        ConnectorSettings now = requireNonNull(settings, "no settings yet");
        boolean paused = isPaused();
        // An old request that is served again names a past epoch.
        if (now.epoch() < epoch) {
            connect.stop(name);
            awaitNobodyReads();
            settings = now.inEpoch(epoch);
            connect.putConnector(name, now.inEpoch(epoch).toMap());
        }
        goOn(paused);
    }

    /** It continues where it was, with another WAL sender. */
    void readAgain() throws SQLException, InterruptedException {
        lease.confirm();
        boolean paused = isPaused();
        connect.stop(name);
        try {
            awaitNobodyReads();
        } finally {
            goOn(paused);
        }
    }

    /** Whether an operator has paused it. */
    boolean isPaused() throws InterruptedException {
        return is(status -> status.paused() && !status.stopped());
    }

    private boolean is(Predicate<ConnectorStatus> state) throws InterruptedException {
        return connect.status(name).filter(state).isPresent();
    }

    /**
     * Continues where it was stopped, and writes into so many partitions.
     *
     * @param paused whether it stays paused
     */
    void goOn(int partitions, boolean paused) throws InterruptedException {
        lease.confirm();
        ConnectorSettings now = requireNonNull(settings, "no settings yet").withPartitions(partitions);
        settings = now;
        connect.putConnector(name, now.toMap());
        goOn(paused);
    }

    private void goOn(boolean paused) throws InterruptedException {
        if (paused) {
            connect.pause(name);
        } else {
            connect.resume(name);
        }
    }

    private void awaitNobodyReads() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Connection connection = source.connect()) {
            while (new SlotProbe(connection, slot)
                    .sample()
                    .filter(SlotState::active)
                    .isPresent()) {
                if (System.nanoTime() > deadline) {
                    throw new ControllerException("the slot " + slot + " is still being read");
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }
}
