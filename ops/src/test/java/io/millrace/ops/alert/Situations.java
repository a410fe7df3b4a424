package io.millrace.ops.alert;

import io.millrace.clickhouse.bookkeeping.ServiceSample;
import io.millrace.clickhouse.bookkeeping.SlotSample;
import io.millrace.ops.api.Lag;
import io.millrace.ops.api.ServiceName;
import io.millrace.ops.api.Verified;
import io.millrace.ops.probe.Sightings;
import io.millrace.ops.probe.Sightings.ConnectorSighting;
import io.millrace.ops.probe.Sightings.SlotSighting;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chain that is well, to be bent by tests. */
public final class Situations {
    public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final long GIB = 1L << 30;

    ServiceSample.State postgres = ServiceSample.State.UP;
    ServiceSample.State kafka = ServiceSample.State.UP;

    @Nullable SlotSample slot = slot("reserved", 4_096, null);

    ConnectorSighting connector = new ConnectorSighting(NOW, true, false, "");
    Lag lag = new Lag(3, 0.5, 10.0, NOW, List.of());
    Facts.@Nullable Busiest busiest;
    Facts.Stall stall = new Facts.Stall(0.7, 0.9, 0x20);
    Facts.@Nullable Growth wal = new Facts.Growth(0, 600);
    Facts.@Nullable Latency latency = new Facts.Latency(0.25, 5_000);
    List<Facts.Count> letters = List.of();
    List<Facts.Count> misfits = List.of();
    Map<String, String> paused = Map.of();
    Map<String, String> unloaded = Map.of();
    Map<String, Verified> verified = Map.of("public.orders", new Verified(NOW, true, 0, "", NOW, "0/20"));
    List<Disk> disks = List.of(new Disk("ClickHouse, default", 60 * GIB, 100 * GIB));
    List<Facts.Duty> duties =
            List.of(new Facts.Duty("capture", "resync", false, "", 3), new Facts.Duty("ops", "alerts", false, "", 1));
    List<Disk> folders = List.of(new Disk("/data", 50 * GIB, 100 * GIB));
    boolean sourceIsLocal;
    boolean warehouse = true;

    public Situations() {}

    static SlotSample slot(String walStatus, long retained, @Nullable Long safe) {
        return new SlotSample(NOW, "millrace_shop", true, walStatus, 0x10, 0x18, 0x1_000_000, retained, 128, safe);
    }

    public Situation situation() {
        Map<ServiceName, ServiceSample> services = new EnumMap<>(ServiceName.class);
        services.put(ServiceName.POSTGRES, sample(ServiceName.POSTGRES, postgres));
        services.put(ServiceName.KAFKA, sample(ServiceName.KAFKA, kafka));
        services.put(ServiceName.SHOP, sample(ServiceName.SHOP, ServiceSample.State.DOWN));
        return new Situation(
                NOW,
                new Sightings(services, new SlotSighting(NOW, slot), connector),
                folders,
                sourceIsLocal,
                warehouse ? facts() : null);
    }

    private Facts facts() {
        return new Facts(
                lag, busiest, stall, wal, latency, letters, misfits, paused, unloaded, verified, disks, duties);
    }

    private static ServiceSample sample(ServiceName name, ServiceSample.State state) {
        return new ServiceSample(NOW, name.text(), state, state == ServiceSample.State.UP ? "" : "why", 1);
    }
}
