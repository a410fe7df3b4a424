package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.decode.LogRecord;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.SchemaPolicy;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.Catalogue;
import io.millrace.core.plan.Pending;
import io.millrace.core.plan.WritePlan;
import io.millrace.core.plan.WritePlanner;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.warehouse.Warehouse;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** Plans events together and carries the plan out, as the pipeline does. */
final class Landing {
    private Landing() {}

    static void land(Warehouse warehouse, Predicate<TableId> history, ChangeEvent... events) {
        WritePlan plan = new WritePlanner(TypeMapping.defaults(), SchemaPolicy.APPLY_ALL, history)
                .plan(
                        Arrays.stream(events)
                                .map(event -> new Pending(new LogRecord(event.at(), null, null), event))
                                .toList(),
                        new Catalogue() {
                            @Override
                            public Optional<WarehouseTable> table(TableId name) {
                                return warehouse.describe(name);
                            }

                            @Override
                            public Optional<WarehouseTable> table(long oid) {
                                return warehouse.describe(oid);
                            }
                        });
        assertThat(plan.letters()).isEmpty();
        warehouse.evolve(plan.evolutions());
        plan.batches().forEach(batch -> {
            warehouse.keep(batch);
            warehouse.insert(batch);
        });
        warehouse.bound(plan.truncations(), plan.snapshots());
    }
}
