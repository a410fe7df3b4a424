package io.millrace.ops.overview;

import io.millrace.ops.api.Alert;
import io.millrace.ops.api.DeadLetters;
import io.millrace.ops.api.Flow;
import io.millrace.ops.api.Lag;
import io.millrace.ops.api.Overview;
import io.millrace.ops.api.Service;
import io.millrace.ops.api.Shop;
import io.millrace.ops.api.Slot;
import io.millrace.ops.api.TableRows;
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
 * Reads the whole picture: what is cheap at once, what costs more with the data in the background. Throws
 * {@link io.millrace.core.warehouse.WarehouseException} where the warehouse does not answer.
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
    private final CostlyReading<List<TableRows>> tables;
    private final CostlyReading<DeadLetters> deadLetters;
    private final CostlyReading<Optional<Shop>> shop;
    private final Clock clock;

    /**
     * @param alerts those that fire, and some that were over lately
     * @param names of the change stream and the slot
     * @param costly the readings whose cost grows with the data
     * @param background where the costly readings run
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
        this.tables = new CostlyReading<>(List.of(), SELDOM, background, costly.tables());
        this.deadLetters = new CostlyReading<>(
                new DeadLetters(0, 0, null, List.of(), List.of()), SELDOM, background, costly.deadLetters());
        this.shop = new CostlyReading<>(Optional.empty(), OFTEN, background, costly.shop());
        this.clock = clock;
    }

    /** What to look at. */
    public record Names(String topic, String slot) {}

    /** Readings that must not hold up the others. */
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
