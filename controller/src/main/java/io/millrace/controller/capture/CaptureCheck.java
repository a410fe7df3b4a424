package io.millrace.controller.capture;

import io.millrace.config.Config;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectorStatus;
import io.millrace.controller.continuity.WalContinuityMonitor;
import io.millrace.controller.resync.LoadRequests;
import io.millrace.postgres.PostgresUrl;
import io.millrace.postgres.probe.SlotProbe;
import io.millrace.postgres.probe.SlotState;
import io.millrace.wiring.SourceWiring;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks whether changes flow: connector, slot and the source's WAL. Not thread-safe. */
final class CaptureCheck {
    /** Why all is loaded again where a slot is gone. */
    static final String SLOT_LOST = "the slot was lost";

    /** Debezium's message for a slot that starts after the position from which it wants to continue. */
    private static final String POSITION_GONE = "is trying to read change stream starting at";

    private final ConnectClient connect;
    private final ConnectorLifecycle connector;
    private final PostgresUrl source;
    private final String slotName;
    private final WalContinuityMonitor watch;
    private final LoadRequests loads;
    private final Consumer<String> log;
    private boolean pauseSeen;
    private boolean stopSeen;

    /** @param log receives messages for the operator, in full sentences */
    CaptureCheck(
            Config config,
            ConnectClient connect,
            ConnectorLifecycle connector,
            WalContinuityMonitor watch,
            LoadRequests loads,
            Consumer<String> log) {
        this.connect = connect;
        this.connector = connector;
        this.source = SourceWiring.url(config);
        this.slotName = config.source().slot();
        this.watch = watch;
        this.loads = loads;
        this.log = log;
    }

    /**
     * What was found.
     *
     * @param missing why changes do not flow; empty if they do
     * @param mustRegister whether topics, slot and connector must be looked after from the start
     */
    record Found(Optional<String> missing, boolean mustRegister) {
        private static final Found WELL = new Found(Optional.empty(), false);

        private static Found waiting(String missing) {
            return new Found(Optional.of(missing), false);
        }

        private static Found lost(String what) {
            return new Found(Optional.of(what), true);
        }
    }

    Found look() throws SQLException, InterruptedException {
        String name = connector.name();
        Optional<ConnectorStatus> status = connect.status(name);
        if (status.isEmpty()) {
            return Found.lost("the connector " + name + " is not registered");
        }
        Optional<SlotState> slot;
        Optional<String> wentBack;
        try (Connection connection = source.connect()) {
            wentBack = watch.look(connection);
            slot = new SlotProbe(connection, slotName).sample();
        }
        if (wentBack.isPresent()) {
            return Found.lost(wentBack.get());
        }
        if (slot.filter(known -> known.walStatus().equals("lost")).isPresent()) {
            return Found.lost("the slot " + slotName + " has lost WAL that it needs");
        }
        if (status.get().failed()) {
            return failed(status.get(), slot.isPresent());
        }
        boolean wasStopped = stopSeen;
        stopSeen = status.get().stopped();
        if (stopSeen && wasStopped) {
            stopSeen = false;
            return Found.lost("the connector was stopped to be changed, and nobody started it again");
        }
        if (status.get().paused()) {
            // A stack that was paused when it was stopped must start.
            boolean known = pauseSeen;
            pauseSeen = true;
            return known ? Found.waiting("capture is paused: `./millrace resume` goes on") : Found.WELL;
        }
        if (!status.get().running()) {
            return Found.waiting("the connector is starting");
        }
        // Connect reports RUNNING too early and too long; the slot shows whether it is read.
        if (slot.isEmpty()) {
            return slotGone();
        }
        return slot.get().active() ? Found.WELL : Found.waiting("the connector does not read the slot yet");
    }

    private Found failed(ConnectorStatus status, boolean slotExists) throws InterruptedException {
        if (!slotExists) {
            return slotGone();
        }
        String cause = status.cause().orElse("unknown");
        if (cause.contains(POSITION_GONE)) {
            // Whoever made the slot died before the loads were asked for, or someone else made it.
            connector.forgetPosition(() -> loads.afterLoss(SLOT_LOST));
            return Found.waiting("the slot no longer has the connector's position");
        }
        String text = "the connector has failed and is restarted: " + cause;
        log.accept("T" + text.substring(1));
        connect.restartFailed(connector.name());
        return Found.waiting(text);
    }

    private Found slotGone() {
        return Found.lost("the slot " + slotName + " is gone");
    }
}
