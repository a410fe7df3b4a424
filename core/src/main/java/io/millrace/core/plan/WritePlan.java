package io.millrace.core.plan;

import io.millrace.core.error.DeadLetter;
import io.millrace.core.evolve.EvolutionPlan;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * What must be done, in this order, so that a set of events is in the warehouse: evolve, then insert and truncate in any
 * order (versions decide), then the dead letters.
 *
 * @param evolutions tables to create or change first
 * @param batches rows to insert, one batch a table
 * @param truncations the highest truncation of each table
 * @param paused plans that may not be carried out; the rows that need them are among the letters
 * @param letters events that cannot be planned, such as rows of a table without a key
 */
public record WritePlan(
        List<EvolutionPlan> evolutions,
        List<TableBatch> batches,
        Map<Truncation, BigInteger> truncations,
        List<DeadLetter> letters,
        List<EvolutionPlan> paused) {
    public WritePlan {
        evolutions = List.copyOf(evolutions);
        batches = List.copyOf(batches);
        truncations = Map.copyOf(truncations);
        letters = List.copyOf(letters);
        paused = List.copyOf(paused);
    }
}
