package io.millrace.ops.overview;

import io.millrace.ops.api.Overview;
import io.millrace.ops.api.deadletter.DeadLetters;
import io.millrace.ops.api.flow.Flow;
import io.millrace.ops.api.flow.Lag;
import io.millrace.ops.api.flow.PartitionLag;
import io.millrace.ops.api.flow.Slot;
import io.millrace.ops.api.flow.StageLatency;
import io.millrace.ops.api.shop.Shop;
import io.millrace.ops.api.table.TableRows;
import io.millrace.ops.api.topology.Service;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.ops.api.topology.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A chain that works, to be bent by tests. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-01-01T12:00:00.500Z");

    private Samples() {}

    static Service service(ServiceName name, State state) {
        return new Service(name, state, state == State.UP ? "" : "why", 1.0, NOW, null);
    }

    static List<Service> all(State shop, State pipeline) {
        return Stream.of(ServiceName.values())
                .map(name -> service(
                        name, name == ServiceName.SHOP ? shop : name == ServiceName.PIPELINE ? pipeline : State.UP))
                .toList();
    }

    static Flow flow() {
        return new Flow(
                12.5,
                NOW,
                List.of(new StageLatency("land", 5, 8, 9, 10, 750), new StageLatency("total", 20, 40, 60, 70, 750)),
                List.of());
    }

    static Chain chain(List<Service> services, Optional<Shop> shop) {
        return new Chain(
                services,
                flow(),
                new Lag(3, 0.5, 13.0, NOW, List.of(new PartitionLag(0, 10, 7, 3, 0.5))),
                Optional.of(new Slot("millrace_shop", true, "reserved", 4_096, 128, NOW)),
                List.of(
                        new TableRows("public.orders", "shop.orders", 10L, true, NOW, 8L, NOW, 2L),
                        new TableRows("public.new", "shop.new", 1L, true, NOW, null, null, null)),
                new DeadLetters(1, 2, NOW, List.of(), List.of()),
                shop);
    }

    static Shop shop() {
        return new Shop(120, "1000.00", "EUR", NOW, List.of(), List.of());
    }

    public static Overview overview() {
        Chain chain = chain(all(State.UP, State.UP), Optional.of(shop()));
        return new Overview(
                NOW,
                chain.state(),
                chain.services(),
                chain.topology(),
                chain.flow(),
                chain.lag(),
                chain.slot().orElse(null),
                chain.tables(),
                chain.deadLetters(),
                List.of(),
                shop());
    }
}
