package io.millrace.ops.overview;

import io.millrace.ops.api.Overview;
import io.millrace.ops.api.alert.Alert;
import io.millrace.ops.api.deadletter.DeadLetters;
import io.millrace.ops.api.flow.Flow;
import io.millrace.ops.api.flow.Lag;
import io.millrace.ops.api.flow.Slot;
import io.millrace.ops.api.shop.Shop;
import io.millrace.ops.api.table.TableRows;
import io.millrace.ops.api.topology.Service;
import io.millrace.ops.warehouse.FlowQueries;
import io.millrace.ops.warehouse.LagQueries;
import io.millrace.ops.warehouse.ServiceQueries;
import io.millrace.ops.warehouse.SlotQueries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Reads the whole overview: cheap queries at once, costly ones in the background. Throws {@link
 * io.millrace.core.warehouse.WarehouseException} where the warehouse does not answer.
 */
public final class OverviewReading implements Supplier<Overview> {
    private static final Duration OFTEN = Duration.ofMillis(900);
    private static final Duration SELDOM = Duration.ofMillis(1_900);

    private final ServiceQueries services;
    private final FlowQueries flow;
    private final LagQueries lag;
    private final SlotQueries slots;
    private final Supplier<List<Alert>> alerts;
    private final String topic;
    private final String slot;
    private final CachedQuery<List<TableRows>> tables;
    private final CachedQuery<DeadLetters> deadLetters;
    private final CachedQuery<Optional<Shop>> shop;
    private final Clock clock;

    /**
     * @param alerts firing and recently resolved ones
     * @param names of the change stream and the slot
     * @param costly queries whose cost grows with the data
     * @param background runs the costly queries
     */
    public OverviewReading(
            ServiceQueries services,
            FlowQueries flow,
            LagQueries lag,
            SlotQueries slots,
            Supplier<List<Alert>> alerts,
            Names names,
            Costly costly,
            Executor background,
            Clock clock) {
        this.services = services;
        this.flow = flow;
        this.lag = lag;
        this.slots = slots;
        this.alerts = alerts;
        this.topic = names.topic();
        this.slot = names.slot();
        this.tables = new CachedQuery<>(List.of(), SELDOM, background, costly.tables());
        this.deadLetters = new CachedQuery<>(
                new DeadLetters(0, 0, null, List.of(), List.of()), SELDOM, background, costly.deadLetters());
        this.shop = new CachedQuery<>(Optional.empty(), OFTEN, background, costly.shop());
        this.clock = clock;
    }

    /** Names of what to read. */
    public record Names(String topic, String slot) {}

    /** Queries that must not delay the others. */
    public record Costly(
            Supplier<List<TableRows>> tables, Supplier<DeadLetters> deadLetters, Supplier<Optional<Shop>> shop) {}

    @Override
    public Overview get() {
        Instant at = clock.instant();
        List<Service> seen = services.services();
        Flow now = Rates.flow(flow.lastMinute(), flow.lastSeconds(), at);
        Lag behind = lag.lag(topic);
        Optional<Slot> reserved = slots.slot(slot);
        Chain chain = new Chain(seen, now, behind, reserved, tables.latest(), deadLetters.latest(), shop.latest());
        return new Overview(
                at,
                chain.state(),
                seen,
                chain.topology(),
                now,
                behind,
                reserved.orElse(null),
                chain.tables(),
                chain.deadLetters(),
                alerts.get(),
                chain.shop().orElse(null));
    }
}
