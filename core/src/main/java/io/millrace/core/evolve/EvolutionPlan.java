package io.millrace.core.evolve;

import io.millrace.core.event.SourcePosition;
import java.util.List;

/**
 * How a table gets from what the warehouse has to what the source needs.
 *
 * @param changes the steps, in order; not empty
 * @param result the table after them
 * @param position where in the source's log the new schema was first seen
 */
public record EvolutionPlan(List<SchemaChange> changes, WarehouseTable result, SourcePosition position) {
    public EvolutionPlan {
        changes = List.copyOf(changes);
    }
}
