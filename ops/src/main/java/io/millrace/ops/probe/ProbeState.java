package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.clickhouse.bookkeeping.sample.SlotSample;
import io.millrace.ops.api.topology.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest samples in memory, available also while the warehouse, where they are recorded, is down.
 *
 * @param services by name, those that were looked at
 * @param slot null before the first answer of the source
 * @param connector null before the first answer of Connect
 * @param retention how long Kafka keeps records of the change stream; null while unknown, or for ever
 */
public record ProbeState(
        Map<ServiceName, ServiceSample> services,
        @Nullable ObservedSlot slot,
        @Nullable ObservedConnector connector,
        @Nullable Duration retention) {
    public ProbeState {
        services = Map.copyOf(services);
    }

    /**
     * The state of the slot in the source.
     *
     * @param sample null if there is no such slot
     */
    public record ObservedSlot(Instant at, @Nullable SlotSample sample) {}

    /**
     * The state of the connector in Connect.
     *
     * @param works whether it runs and reads the slot
     * @param paused whether an operator has paused or stopped it
     * @param detail what is wrong; else empty
     */
    public record ObservedConnector(Instant at, boolean works, boolean paused, String detail) {}
}
