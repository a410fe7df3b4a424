package io.millrace.core.evolve;

import io.millrace.core.event.SourcePosition;
import java.util.List;

/**
 * The steps from the warehouse's table to the one that the source needs.
 *
 * @param changes the steps, in order; can be empty if only a resync is wanted
 * @param result the table after them
 * @param position where in the source's log the new schema was first seen
 * @param resync why the table must be resynced, for display; empty if it need not
 * @param pause why the table must not follow, for display: then nothing is carried out and its rows wait; empty
 *     otherwise
 */
public record EvolutionPlan(
        List<SchemaChange> changes, WarehouseTable result, SourcePosition position, String resync, String pause) {
    public EvolutionPlan {
        changes = List.copyOf(changes);
    }

    /** A plan that needs no resync. */
    public EvolutionPlan(List<SchemaChange> changes, WarehouseTable result, SourcePosition position) {
        this(changes, result, position, "", "");
    }

    public boolean wantsResync() {
        return !resync.isEmpty();
    }

    public boolean pauses() {
        return !pause.isEmpty();
    }
}
