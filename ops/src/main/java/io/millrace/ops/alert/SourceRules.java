package io.millrace.ops.alert;

import static io.millrace.config.AlertRule.CONNECTOR_FAILED;
import static io.millrace.config.AlertRule.NO_PROGRESS;
import static io.millrace.config.AlertRule.SLOT_MISSING;
import static io.millrace.config.AlertRule.SLOT_STATUS;
import static io.millrace.config.AlertRule.WAL_GROWTH;
import static io.millrace.config.AlertRule.WAL_RETAINED;
import static io.millrace.config.AlertRule.WAL_TIME_LEFT;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.clickhouse.bookkeeping.sample.SlotSample;
import io.millrace.ops.alert.rule.QuantityFormat;
import io.millrace.ops.api.topology.ServiceName;
import io.millrace.ops.probe.ProbeState;
import io.millrace.postgres.Lsn;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Rules about capture, from the source to the log. */
final class SourceRules {
    private SourceRules() {}

    static Observation slotMissing(RuleInputs now) {
        if (now.slotIsMissing()) {
            return Observation.of(
                    SLOT_MISSING,
                    Condition.of(
                            "", true, "The replication slot does not exist: the source keeps no WAL for Millrace."));
        }
        return now.slot() == null
                ? Observation.unknown(SLOT_MISSING)
                : Observation.of(SLOT_MISSING, Condition.of("", false, ""));
    }

    static Observation slotStatus(RuleInputs now) {
        SlotSample slot = now.slot();
        if (slot == null) {
            return Observation.unknown(SLOT_STATUS);
        }
        boolean lost = slot.walStatus().equals("lost");
        String reason = lost
                ? "The slot " + slot.slot() + " has lost WAL that was not read: changes are missing."
                : "The slot " + slot.slot() + " is about to lose WAL: " + QuantityFormat.bytes(slot.retainedBytes())
                        + " are retained, more than max_slot_wal_keep_size.";
        return Observation.of(
                SLOT_STATUS, Condition.of("", lost || slot.walStatus().equals("unreserved"), reason));
    }

    static Observation walRetained(RuleInputs now, Threshold limit) {
        SlotSample slot = now.slot();
        return slot == null
                ? Observation.unknown(WAL_RETAINED)
                : Observation.of(
                        WAL_RETAINED,
                        limit.condition(
                                "",
                                slot.retainedBytes(),
                                "The source keeps " + QuantityFormat.bytes(slot.retainedBytes())
                                        + " of WAL for the slot " + slot.slot()
                                        + (slot.active() ? "." : ", which is not read.")));
    }

    static Observation walGrowth(RuleInputs now, Threshold limit) {
        WarehouseFacts facts = now.facts();
        WarehouseFacts.Growth growth = facts == null ? null : facts.wal();
        return growth == null
                ? Observation.unknown(WAL_GROWTH)
                : Observation.of(
                        WAL_GROWTH,
                        limit.condition(
                                "",
                                growth.bytes(),
                                "WAL retained for the slot grew by " + QuantityFormat.bytes(growth.bytes()) + " within "
                                        + QuantityFormat.seconds(growth.seconds()) + "."));
    }

    static Observation walTimeLeft(RuleInputs now, Threshold limit) {
        WarehouseFacts facts = now.facts();
        WarehouseFacts.Growth growth = facts == null ? null : facts.wal();
        SlotSample slot = now.slot();
        if (growth == null || slot == null) {
            return Observation.unknown(WAL_TIME_LEFT);
        }
        OptionalDouble left = now.walSecondsLeft();
        if (left.isEmpty()) {
            return Observation.of(WAL_TIME_LEFT, List.of());
        }
        double seconds = left.getAsDouble();
        long room = room(now, slot).orElse(0);
        return Observation.of(
                WAL_TIME_LEFT,
                limit.condition(
                        "",
                        seconds,
                        "At " + QuantityFormat.bytes(growth.rate()) + " a second, WAL for the slot has room for "
                                + QuantityFormat.seconds(seconds) + ": " + QuantityFormat.bytes(room) + " until "
                                + (isBySlot(slot, room)
                                        ? "max_slot_wal_keep_size, where changes are lost."
                                        : "the disk is full.")));
    }

    /** Time until the slot loses WAL or, if ops sees it, the disk is full; empty if both are unknown. */
    static OptionalLong room(RuleInputs now, SlotSample slot) {
        Long safe = slot.safeBytes();
        OptionalLong disk = now.sourceIsLocal()
                ? now.folders().stream().mapToLong(Disk::freeBytes).min()
                : OptionalLong.empty();
        if (safe == null) {
            return disk;
        }
        return OptionalLong.of(Math.max(0, Math.min(safe, disk.orElse(safe))));
    }

    private static boolean isBySlot(SlotSample slot, long room) {
        Long safe = slot.safeBytes();
        return safe != null && Math.max(0, safe) == room;
    }

    static Observation connectorFailed(RuleInputs now) {
        ProbeState.ObservedConnector connector = now.connector();
        if (connector == null) {
            return Observation.unknown(CONNECTOR_FAILED);
        }
        String detail = connector.detail();
        String reason = detail.isEmpty() ? "" : Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + ".";
        return Observation.of(CONNECTOR_FAILED, Condition.of("", !connector.works() && !connector.paused(), reason));
    }

    static Observation noProgress(RuleInputs now, Threshold limit) {
        WarehouseFacts facts = now.facts();
        ServiceSample source = now.service(ServiceName.POSTGRES);
        if (facts == null || source == null || source.state() == ServiceSample.State.DOWN) {
            return Observation.unknown(NO_PROGRESS);
        }
        WarehouseFacts.Stall stall = facts.stall();
        String reason = "Nothing new has become durable in the warehouse for " + QuantityFormat.seconds(stall.seconds())
                + ", not even the heartbeat that is committed in the source every five seconds.";
        SlotSample slot = now.slot();
        if (slot != null && stall.lsn() != 0) {
            reason += " Durable up to " + Lsn.format(stall.lsn()) + "; the source writes at "
                    + Lsn.format(slot.currentLsn()) + ", "
                    + QuantityFormat.bytes(Math.max(0, slot.currentLsn() - stall.lsn())) + " further.";
        }
        ProbeState.ObservedConnector connector = now.connector();
        if (connector != null && connector.paused()) {
            reason += " The capture is paused.";
        }
        return Observation.of(NO_PROGRESS, limit.condition("", stall.seconds(), reason));
    }
}
