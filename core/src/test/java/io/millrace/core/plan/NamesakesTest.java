package io.millrace.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.Column;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.WarehouseTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Tables of one name, made and dropped one after another, whose events come from several partitions at their own pace.
 */
final class NamesakesTest {
    private static final TableId NAME = new TableId("public", "t");

    private final Map<Long, WarehouseTable> warehouse = new HashMap<>();
    private long offset;

    @Test
    void anOlderTableThatComesLateTakesNoViewFromTheOneOfNow() {
        keep(plan(row(1, 10)));
        Map<Long, WarehouseTable> made = results(plan(row(3, 30), row(2, 20)));
        assertThat(made.get(3L)).matches(table -> !table.origin().gone());
        assertThat(made.get(2L)).matches(table -> table.origin().gone());
    }

    @Test
    void neitherDoesOneThatWasDroppedBefore() {
        keep(plan(row(1, 10)));
        Map<Long, WarehouseTable> made = results(plan(gone(2, 40), row(3, 30), row(2, 20)));
        assertThat(made.get(3L)).matches(table -> !table.origin().gone());
        assertThat(made.get(2L)).matches(table -> table.origin().gone());
    }

    @Test
    void aTableWhoseDropComesLateTakesNoViewFromTheNextOne() {
        keep(plan(row(1, 10)));
        Map<Long, WarehouseTable> made = results(plan(gone(1, 40), row(2, 30)));
        assertThat(made.get(1L)).matches(table -> table.origin().gone());
        assertThat(made.get(2L)).matches(table -> !table.origin().gone());
    }

    private void keep(WritePlan plan) {
        warehouse.putAll(results(plan));
    }

    /** As they are after the plan, by number. */
    private static Map<Long, WarehouseTable> results(WritePlan plan) {
        assertThat(plan.deadLetters()).isEmpty();
        return plan.evolutions().stream()
                .map(EvolutionPlan::result)
                .collect(Collectors.toMap(
                        table -> table.origin().oid(), table -> table, (first, second) -> second, HashMap::new));
    }

    private WritePlan plan(ChangeEvent... events) {
        List<ChangeEvent> all = List.of(events);
        return new WritePlanner().plan(all, TableLookup.of(all, this::find));
    }

    private FoundTables find(Set<Long> oids, Set<TableId> names) {
        Map<Long, WarehouseTable> byOid = new HashMap<>(warehouse);
        byOid.keySet().retainAll(oids);
        Map<TableId, WarehouseTable> byName = new HashMap<>();
        warehouse.values().stream()
                .filter(table ->
                        names.contains(table.source()) && !table.origin().gone())
                .forEach(table -> byName.putIfAbsent(table.source(), table));
        return new FoundTables(byOid, byName);
    }

    private ChangeEvent row(long oid, long lsn) {
        SourceType type = new SourceType("int8", -1, -1, "int64", "");
        Relation relation = new Relation(
                oid,
                NAME,
                'd',
                List.of("id"),
                List.of(new RelationColumn(1, "id", "bigint", true, null, false, "")),
                List.of(),
                false);
        TableSchema schema = new TableSchema(NAME, List.of(new Column("id", type, false, 1)), List.of(0), relation);
        return new ChangeEvent.Insert(
                at(), position(lsn), schema, new RowImage(RowImage.Kind.FULL, new Object[] {lsn}, Map.of()));
    }

    private ChangeEvent gone(long oid, long lsn) {
        return new ChangeEvent.Described(
                at(), position(lsn), new Relation(oid, NAME, 'd', List.of(), List.of(), List.of(), true));
    }

    private StreamPosition at() {
        return new StreamPosition("changes", 0, offset++, 1_000);
    }

    private static SourcePosition position(long lsn) {
        return new SourcePosition(lsn, lsn, 1, 1_000_000, 1_000_000);
    }
}
