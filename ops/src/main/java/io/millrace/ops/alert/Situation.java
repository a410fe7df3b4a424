package io.millrace.ops.alert;

import io.millrace.clickhouse.bookkeeping.ServiceSample;
import io.millrace.clickhouse.bookkeeping.SlotSample;
import io.millrace.ops.api.ServiceName;
import io.millrace.ops.probe.Sightings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All that the rules look at, at one moment.
 *
 * @param at now
 * @param seen by the probe, in memory
 * @param folders disks that ops sees itself
 * @param sourceIsLocal whether the source shares the disks of {@code folders}, as far as can be told
 * @param facts of the warehouse; null while it does not answer
 */
public record Situation(
        Instant at,
        Sightings seen,
        List<Disk> folders,
        boolean sourceIsLocal,
        @Nullable Facts facts) {
    /** What was seen longer ago tells nothing. */
    private static final Duration BELIEVED = Duration.ofSeconds(12);

    public Situation {
        folders = List.copyOf(folders);
    }

    /** Null where the service was not looked at lately. */
    @Nullable ServiceSample service(ServiceName name) {
        ServiceSample sample = seen.services().get(name);
        return sample == null || isOld(sample.at()) ? null : sample;
    }

    /** Null where the source was not asked lately, or has no such slot. */
    public @Nullable SlotSample slot() {
        Sightings.SlotSighting slot = seen.slot();
        return slot == null || isOld(slot.at()) ? null : slot.sample();
    }

    /** Whether the source has said lately that there is no such slot. */
    boolean slotIsMissing() {
        Sightings.SlotSighting slot = seen.slot();
        return slot != null && !isOld(slot.at()) && slot.sample() == null;
    }

    Sightings.@Nullable ConnectorSighting connector() {
        Sightings.ConnectorSighting connector = seen.connector();
        return connector == null || isOld(connector.at()) ? null : connector;
    }

    private boolean isOld(Instant sampledAt) {
        return sampledAt.isBefore(at.minus(BELIEVED));
    }

    /** How long WAL for the slot has room at the rate of the last minutes; empty where it does not grow or has no limit. */
    public OptionalDouble walSecondsLeft() {
        SlotSample slot = slot();
        Facts.Growth growth = facts == null ? null : facts.wal();
        if (slot == null || growth == null || growth.rate() == 0) {
            return OptionalDouble.empty();
        }
        OptionalLong room = SourceRules.room(this, slot);
        return room.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(room.getAsLong() / growth.rate());
    }
}
