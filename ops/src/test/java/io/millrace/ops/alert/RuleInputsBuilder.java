package io.millrace.ops.alert;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.clickhouse.bookkeeping.sample.SlotSample;
import io.millrace.ops.api.flow.Lag;
import io.millrace.ops.api.table.Verified;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.ops.probe.ProbeState;
import io.millrace.ops.probe.ProbeState.ObservedConnector;
import io.millrace.ops.probe.ProbeState.ObservedSlot;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chain that is well, to be bent by tests. */
public final class RuleInputsBuilder {
    public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final long GIB = 1L << 30;

    ServiceSample.State postgres = ServiceSample.State.UP;
    ServiceSample.State kafka = ServiceSample.State.UP;

    @Nullable SlotSample slot = slot("reserved", 4_096, null);

    ObservedConnector connector = new ObservedConnector(NOW, true, false, "");

    @Nullable Duration retention = Duration.ofDays(7);

    Lag lag = new Lag(3, 0.5, 10.0, NOW, List.of());
    WarehouseFacts.@Nullable Busiest busiest;
    WarehouseFacts.Stall stall = new WarehouseFacts.Stall(0.7, 0.9, 0x20);
    WarehouseFacts.@Nullable Growth wal = new WarehouseFacts.Growth(0, 600);
    WarehouseFacts.@Nullable Latency latency = new WarehouseFacts.Latency(0.25, 5_000);
    List<WarehouseFacts.Count> deadLetters = List.of();
    List<WarehouseFacts.Count> rescued = List.of();
    Map<String, String> paused = Map.of();
    Map<String, String> unloaded = Map.of();
    Map<String, Verified> verified = Map.of("public.orders", new Verified(NOW, true, 0, "", NOW, "0/20"));
    List<Disk> disks = List.of(new Disk("ClickHouse, default", 60 * GIB, 100 * GIB));
    List<WarehouseFacts.Duty> duties = List.of(
            new WarehouseFacts.Duty("capture", "resync", false, "", 3),
            new WarehouseFacts.Duty("ops", "alerts", false, "", 1));
    List<Disk> folders = List.of(new Disk("/data", 50 * GIB, 100 * GIB));
    boolean sourceIsLocal;
    boolean warehouse = true;

    public RuleInputsBuilder() {}

    static SlotSample slot(String walStatus, long retained, @Nullable Long safe) {
        return new SlotSample(NOW, "millrace_shop", true, walStatus, 0x10, 0x18, 0x1_000_000, retained, 128, safe);
    }

    public RuleInputs situation() {
        Map<ServiceName, ServiceSample> services = new EnumMap<>(ServiceName.class);
        services.put(ServiceName.POSTGRES, sample(ServiceName.POSTGRES, postgres));
        services.put(ServiceName.KAFKA, sample(ServiceName.KAFKA, kafka));
        services.put(ServiceName.SHOP, sample(ServiceName.SHOP, ServiceSample.State.DOWN));
        return new RuleInputs(
                NOW,
                new ProbeState(services, new ObservedSlot(NOW, slot), connector, retention),
                folders,
                sourceIsLocal,
                warehouse ? facts() : null);
    }

    private WarehouseFacts facts() {
        return new WarehouseFacts(
                lag, busiest, stall, wal, latency, deadLetters, rescued, paused, unloaded, verified, disks, duties);
    }

    private static ServiceSample sample(ServiceName name, ServiceSample.State state) {
        return new ServiceSample(NOW, name.text(), state, state == ServiceSample.State.UP ? "" : "why", 1);
    }
}
