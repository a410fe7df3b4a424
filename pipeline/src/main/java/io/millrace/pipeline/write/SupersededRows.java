package io.millrace.pipeline.write;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.plan.TableBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The changes that a plan left out because a later one of the same key supersedes them. */
final class SupersededRows {
    private SupersededRows() {}

    /**
     * Changes that must be planned again, because the change that superseded them was rejected: those of tables with rejections that
     * were not in the plan. Changes of other keys among them do no harm, as versions decide.
     *
     * @param events all that were planned together
     * @param batches of the plan
     * @param rejected whether the change at a position became a dead letter
     */
    static List<ChangeEvent> toPlanAgain(
            List<ChangeEvent> events, List<TableBatch> batches, Predicate<StreamPosition> rejected) {
        List<ChangeEvent> again = new ArrayList<>();
        for (TableBatch batch : batches) {
            if (batch.changes().stream().noneMatch(change -> rejected.test(change.at()))) {
                continue;
            }
            Set<StreamPosition> planned = new HashSet<>();
            batch.changes().forEach(change -> planned.add(change.at()));
            for (ChangeEvent event : events) {
                if (event instanceof RowChange change
                        && batch.sources().contains(change.schema().table())
                        && !planned.contains(change.at())
                        && !rejected.test(change.at())) {
                    again.add(event);
                }
            }
        }
        return again;
    }
}
