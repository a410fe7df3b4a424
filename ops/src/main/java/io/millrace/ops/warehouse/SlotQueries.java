package io.millrace.ops.warehouse;

import io.millrace.ops.api.flow.Slot;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Samples of the replication slot. */
public final class SlotQueries {
    private static final String LATEST = """
            SELECT slot AS name, active, wal_status AS walStatus, retained_bytes AS retainedBytes, lag_bytes AS lagBytes,
                at AS sampledAt
            FROM millrace.slot_samples
            WHERE source = {source:String} AND slot = {slot:String} AND at > now64(3) - INTERVAL 1 HOUR
            ORDER BY at DESC
            LIMIT 1
            """;

    private final WarehouseReader warehouse;

    public SlotQueries(WarehouseReader warehouse) {
        this.warehouse = warehouse;
    }

    /** The latest sample of the slot, at most an hour old. */
    public Optional<Slot> slot(String slot) {
        List<Slot> latest = warehouse.rows(Slot.class, LATEST, Map.of("slot", slot));
        return latest.stream().findFirst();
    }
}
