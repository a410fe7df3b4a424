package io.millrace.core.plan;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.evolve.EvolutionPlan;
import java.util.List;
import java.util.Map;

/**
 * What must be done, in this order, so that a set of events is in the warehouse: evolve, then insert, truncate and take
 * note of snapshots in any order (versions decide), then the dead letters.
 *
 * @param evolutions tables to create or change first
 * @param batches rows to insert, one batch a table
 * @param truncations the last truncation of each table
 * @param snapshots what snapshots saw
 * @param letters events that cannot be planned, without the bytes of their records
 * @param paused plans that may not be carried out; the rows that need them are among the letters
 */
public record WritePlan(
        List<EvolutionPlan> evolutions,
        List<TableBatch> batches,
        Map<Truncation, SourcePosition> truncations,
        List<SnapshotMark> snapshots,
        List<DeadLetter> letters,
        List<EvolutionPlan> paused) {
    public WritePlan {
        evolutions = List.copyOf(evolutions);
        batches = List.copyOf(batches);
        truncations = Map.copyOf(truncations);
        snapshots = List.copyOf(snapshots);
        letters = List.copyOf(letters);
        paused = List.copyOf(paused);
    }
}
