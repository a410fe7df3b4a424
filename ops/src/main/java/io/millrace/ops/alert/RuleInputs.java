package io.millrace.ops.alert;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.clickhouse.bookkeeping.sample.SlotSample;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.ops.probe.ProbeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of all rules at one moment.
 *
 * @param at now
 * @param seen by the probe, in memory
 * @param folders disks that ops sees itself
 * @param sourceIsLocal whether the source shares the disks of {@code folders}, as far as is known
 * @param facts of the warehouse; null while it does not answer
 */
public record RuleInputs(
        Instant at,
        ProbeState seen,
        List<Disk> folders,
        boolean sourceIsLocal,
        @Nullable WarehouseFacts facts) {
    /** Older samples are ignored. */
    private static final Duration BELIEVED = Duration.ofSeconds(12);

    public RuleInputs {
        folders = List.copyOf(folders);
    }

    /** Null if the service was not checked recently. */
    @Nullable ServiceSample service(ServiceName name) {
        ServiceSample sample = seen.services().get(name);
        return sample == null || isOld(sample.at()) ? null : sample;
    }

    /** Null if the source was not queried recently, or has no such slot. */
    public @Nullable SlotSample slot() {
        ProbeState.ObservedSlot slot = seen.slot();
        return slot == null || isOld(slot.at()) ? null : slot.sample();
    }

    /** Whether the source recently reported that there is no such slot. */
    boolean slotIsMissing() {
        ProbeState.ObservedSlot slot = seen.slot();
        return slot != null && !isOld(slot.at()) && slot.sample() == null;
    }

    ProbeState.@Nullable ObservedConnector connector() {
        ProbeState.ObservedConnector connector = seen.connector();
        return connector == null || isOld(connector.at()) ? null : connector;
    }

    private boolean isOld(Instant sampledAt) {
        return sampledAt.isBefore(at.minus(BELIEVED));
    }

    /**
     * How long WAL for the slot has room at the rate of the last minutes; empty if it does not grow or has no limit.
     */
    public OptionalDouble walSecondsLeft() {
        SlotSample slot = slot();
        WarehouseFacts.Growth growth = facts == null ? null : facts.wal();
        if (slot == null || growth == null || growth.rate() == 0) {
            return OptionalDouble.empty();
        }
        OptionalLong room = SourceRules.room(this, slot);
        return room.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(room.getAsLong() / growth.rate());
    }
}
