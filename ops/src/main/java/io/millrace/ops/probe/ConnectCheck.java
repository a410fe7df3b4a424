package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.connect.ConnectClient;
import io.millrace.connect.ConnectorStatus;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Checks the connector's state in Kafka Connect, and against the slot. */
public final class ConnectCheck implements Check {
    private final ConnectClient connect;
    private final String connector;
    private final BooleanSupplier slotIdle;
    private final Clock clock;
    private volatile ProbeState.@Nullable ObservedConnector last;

    /**
     * @param slotIdle whether the slot was recently idle: after a crash of its worker, Connect still reports the
     *     connector as running for a while
     */
    ConnectCheck(ConnectClient connect, String connector, BooleanSupplier slotIdle, Clock clock) {
        this.connect = connect;
        this.connector = connector;
        this.slotIdle = slotIdle;
        this.clock = clock;
    }

    @Override
    public ServiceVerdict look() throws InterruptedException {
        Optional<ConnectorStatus> status = connect.status(connector);
        ServiceVerdict verdict = status.map(this::judge)
                .orElseGet(() -> ServiceVerdict.degraded("connector " + connector + " is not registered yet"));
        boolean paused = status.map(ConnectorStatus::paused).orElse(false);
        last = new ProbeState.ObservedConnector(
                clock.instant(), verdict.state() == ServiceSample.State.UP, paused, verdict.detail());
        return verdict;
    }

    /** Whether the detail of a sample of Connect says that the capture is paused. */
    public static boolean isPaused(String detail) {
        return detail.endsWith(" is paused");
    }

    /** The connector's last state; null before the first check. */
    ProbeState.@Nullable ObservedConnector last() {
        return last;
    }

    private ServiceVerdict judge(ConnectorStatus status) {
        if (status.failed()) {
            return ServiceVerdict.degraded(
                    "connector " + connector + " has failed: " + status.cause().orElse("unknown cause"));
        }
        if (!status.running()) {
            String state = status.connector().state().name().toLowerCase(Locale.ROOT);
            String tasks = status.tasks().isEmpty() && !status.paused() ? ", without a task" : "";
            return ServiceVerdict.degraded("connector " + connector + " is " + state + tasks);
        }
        return slotIdle.getAsBoolean()
                ? ServiceVerdict.degraded("connector " + connector + " is said to run, but does not read the slot")
                : ServiceVerdict.up();
    }
}
