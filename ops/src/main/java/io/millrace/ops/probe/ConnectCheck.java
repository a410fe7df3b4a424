package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.ServiceSample;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectorStatus;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Asks Kafka Connect for the connector's state, and does not believe it where the slot says otherwise. */
public final class ConnectCheck implements Check {
    private final ConnectClient connect;
    private final String connector;
    private final BooleanSupplier slotIdle;
    private final Clock clock;
    private volatile Sightings.@Nullable ConnectorSighting last;

    /**
     * @param slotIdle whether the source has said lately that nobody reads the slot: after a crash of its worker, Connect
     *     tells for a while that the connector runs
     */
    ConnectCheck(ConnectClient connect, String connector, BooleanSupplier slotIdle, Clock clock) {
        this.connect = connect;
        this.connector = connector;
        this.slotIdle = slotIdle;
        this.clock = clock;
    }

    @Override
    public Verdict look() throws InterruptedException {
        Optional<ConnectorStatus> status = connect.status(connector);
        Verdict verdict = status.map(this::judge)
                .orElseGet(() -> Verdict.degraded("connector " + connector + " is not registered yet"));
        boolean paused = status.map(ConnectorStatus::paused).orElse(false);
        last = new Sightings.ConnectorSighting(
                clock.instant(), verdict.state() == ServiceSample.State.UP, paused, verdict.detail());
        return verdict;
    }

    /** Whether the detail of a sample of Connect says that the capture is paused. */
    public static boolean isPaused(String detail) {
        return detail.endsWith(" is paused");
    }

    /** What Connect said last of the connector; null before it said anything. */
    Sightings.@Nullable ConnectorSighting last() {
        return last;
    }

    private Verdict judge(ConnectorStatus status) {
        if (status.failed()) {
            return Verdict.degraded(
                    "connector " + connector + " has failed: " + status.cause().orElse("unknown cause"));
        }
        if (!status.running()) {
            String state = status.connector().state().name().toLowerCase(Locale.ROOT);
            String tasks = status.tasks().isEmpty() && !status.paused() ? ", without a task" : "";
            return Verdict.degraded("connector " + connector + " is " + state + tasks);
        }
        return slotIdle.getAsBoolean()
                ? Verdict.degraded("connector " + connector + " is said to run, but does not read the slot")
                : Verdict.up();
    }
}
