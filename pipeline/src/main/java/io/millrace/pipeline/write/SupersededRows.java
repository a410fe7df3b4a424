package io.millrace.pipeline.write;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.plan.TableBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The changes that must be planned again after a plan was carried out. */
final class SupersededRows {
    private SupersededRows() {}

    /**
     * Changes that the plan left out because a later one of the same key supersedes them, which was rejected: those of tables with
     * rejections that were not in the plan. Changes of other keys among them do no harm, as versions decide.
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
            again.addAll(ofTables(events, List.of(batch), at -> planned.contains(at) || rejected.test(at)));
        }
        return again;
    }

    /**
     * All changes of rows of the tables of some batches, in order.
     *
     * @param events all that were planned together
     * @param without the positions of those that are left out
     */
    static List<ChangeEvent> ofTables(
            List<ChangeEvent> events, List<TableBatch> batches, Predicate<StreamPosition> without) {
        Set<TableId> sources = new HashSet<>();
        batches.forEach(batch -> sources.addAll(batch.sources()));
        List<ChangeEvent> changes = new ArrayList<>();
        for (ChangeEvent event : events) {
            if (event instanceof RowChange change
                    && sources.contains(change.schema().table())
                    && !without.test(change.at())) {
                changes.add(event);
            }
        }
        return changes;
    }
}
