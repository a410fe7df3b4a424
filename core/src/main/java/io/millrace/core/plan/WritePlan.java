package io.millrace.core.plan;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.evolve.EvolutionPlan;
import java.util.List;
import java.util.Map;

/**
 * The steps that bring a set of events into the warehouse: evolve; then insert, truncate and record snapshots in any
 * order (versions decide); then the dead letters.
 *
 * @param evolutions tables to create or change first
 * @param batches rows to insert, one batch a table
 * @param truncations the last truncation of each table
 * @param snapshots what snapshots saw
 * @param deadLetters events that cannot be planned, without the bytes of their records
 * @param paused plans that may not be carried out; the rows that need them are among the dead letters
 */
public record WritePlan(
        List<EvolutionPlan> evolutions,
        List<TableBatch> batches,
        Map<Truncation, SourcePosition> truncations,
        List<SnapshotMark> snapshots,
        List<DeadLetter> deadLetters,
        List<EvolutionPlan> paused) {
    public WritePlan {
        evolutions = List.copyOf(evolutions);
        batches = List.copyOf(batches);
        truncations = Map.copyOf(truncations);
        snapshots = List.copyOf(snapshots);
        deadLetters = List.copyOf(deadLetters);
        paused = List.copyOf(paused);
    }
}
