package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.SchemaPolicy;
import io.millrace.core.plan.TableLookup;
import io.millrace.core.plan.WritePlan;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.warehouse.Warehouse;
import java.util.List;
import java.util.function.Predicate;

/** Plans events together and carries the plan out, as the pipeline does. */
final class Landing {
    private Landing() {}

    static void land(Warehouse warehouse, Predicate<TableId> history, ChangeEvent... events) {
        WritePlan plan = new WritePlanner(TypeMapping.defaults(), SchemaPolicy.APPLY_ALL, history)
                .plan(List.of(events), TableLookup.of(List.of(events), warehouse::describe));
        assertThat(plan.deadLetters()).isEmpty();
        warehouse.evolve(plan.evolutions());
        plan.batches().forEach(batch -> {
            warehouse.keep(batch);
            warehouse.insert(batch);
        });
        warehouse.bound(plan.truncations(), plan.snapshots());
    }
}
