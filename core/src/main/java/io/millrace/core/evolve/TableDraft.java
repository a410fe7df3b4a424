package io.millrace.core.evolve;

import java.util.ArrayList;
import java.util.List;

/** A table during planning: the changes decided so far, and the table after them. */
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

    /** Why the table must be resynced; empty if it need not. */
    String resync() {
        return String.join("; ", resyncs);
    }

    /** Adds a change, or what the policy makes of it. */
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
