package io.millrace.core.evolve;

import java.util.ArrayList;
import java.util.List;

/** A table on its way to another schema: what has been decided so far, and the table as it is after that. */
final class TableDraft {
    private final SchemaPolicy policy;
    private final List<SchemaChange> changes = new ArrayList<>();
    private final List<String> resyncs = new ArrayList<>();
    private WarehouseTable table;

    TableDraft(SchemaPolicy policy, WarehouseTable table) {
        this.policy = policy;
        this.table = table;
    }

    /** The table after all that was decided. */
    WarehouseTable table() {
        return table;
    }

    List<SchemaChange> changes() {
        return changes;
    }

    /** Why the table must be loaded again, empty for no reason. */
    String resync() {
        return String.join("; ", resyncs);
    }

    /** Decides for a change, or for what the policy makes of it. */
    void add(SchemaChange wanted) {
        SchemaChange change = policy.applied(wanted);
        if (change != null) {
            changes.add(change);
            table = Evolution.apply(table, change);
        }
    }

    void resync(String reason) {
        resyncs.add(reason);
    }
}
