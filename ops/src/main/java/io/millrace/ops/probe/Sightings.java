package io.millrace.ops.probe;

import io.millrace.clickhouse.bookkeeping.ServiceSample;
import io.millrace.clickhouse.bookkeeping.SlotSample;
import io.millrace.ops.api.ServiceName;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the probe saw last, as it is in memory: there also while the warehouse, where all of it is recorded, is not.
 *
 * @param services by name, those that were looked at
 * @param slot null before the source said anything of it
 * @param connector null before Connect said anything of it
 */
public record Sightings(
        Map<ServiceName, ServiceSample> services,
        @Nullable SlotSighting slot,
        @Nullable ConnectorSighting connector) {
    public Sightings {
        services = Map.copyOf(services);
    }

    /**
     * What the source said of the slot.
     *
     * @param sample null where there is no such slot
     */
    public record SlotSighting(Instant at, @Nullable SlotSample sample) {}

    /**
     * What Connect said of the connector.
     *
     * @param works whether it runs and reads the slot
     * @param paused whether a person has paused or stopped it
     * @param detail what is wrong; else empty
     */
    public record ConnectorSighting(Instant at, boolean works, boolean paused, String detail) {}
}
