package io.millrace.core.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EvolutionOrderTest {
    private static final SourcePosition AT = new SourcePosition(1, 2, 3, 4, 5);

    @Test
    void plansOfDifferentTablesAreCarriedOutTogether() {
        EvolutionPlan a = creation(1, "a");
        EvolutionPlan b = creation(2, "b");
        assertThat(EvolutionOrder.rounds(List.of(a, b))).containsExactly(List.of(a, b));
        assertThat(EvolutionOrder.chains(List.of(a, b))).containsExactly(List.of(a), List.of(b));
    }

    @Test
    void plansOfOneTableStayInTheirOrder() {
        EvolutionPlan a = creation(1, "a");
        EvolutionPlan b = creation(2, "b");
        EvolutionPlan later = plan(table(1, "a", "a"));
        assertThat(EvolutionOrder.rounds(List.of(a, b, later))).containsExactly(List.of(a, b), List.of(later));
        assertThat(EvolutionOrder.chains(List.of(a, b, later))).containsExactly(List.of(a, later), List.of(b));
    }

    @Test
    void aTableThatTakesANameWaitsForTheOneThatGivesItUp() {
        EvolutionPlan moved = rename(table(1, "a", "a"), "b");
        EvolutionPlan comer = creation(2, "a");
        EvolutionPlan third = rename(table(3, "c", "c"), "d");
        assertThat(EvolutionOrder.rounds(List.of(moved, third, comer)))
                .containsExactly(List.of(moved, third), List.of(comer));
        assertThat(EvolutionOrder.chains(List.of(moved, third, comer)))
                .containsExactly(List.of(moved, comer), List.of(third));
    }

    @Test
    void namesThatSwapAreOneChain() {
        EvolutionPlan first = rename(table(1, "a", "a"), "swap");
        EvolutionPlan second = rename(table(2, "b", "b"), "a");
        EvolutionPlan last = rename(table(1, "swap", "a"), "b");
        assertThat(EvolutionOrder.rounds(List.of(first, second, last)))
                .containsExactly(List.of(first), List.of(second), List.of(last));
        assertThat(EvolutionOrder.chains(List.of(first, second, last))).containsExactly(List.of(first, second, last));
    }

    @Test
    void aPlanJoinsChainsThatItConcernsBoth() {
        EvolutionPlan a = creation(1, "a");
        EvolutionPlan b = creation(2, "b");
        EvolutionPlan c = creation(3, "c");
        EvolutionPlan both = rename(table(1, "a", "a"), "b");
        assertThat(EvolutionOrder.chains(List.of(a, b, c, both))).containsExactly(List.of(a, b, both), List.of(c));
    }

    @Test
    void aPlaceOfStorageIsForOneAtATime() {
        EvolutionPlan one = plan(table(0, "a", "x"));
        EvolutionPlan other = plan(table(0, "b", "x"));
        assertThat(EvolutionOrder.rounds(List.of(one, other))).hasSize(2);
    }

    private static EvolutionPlan creation(long oid, String name) {
        WarehouseTable table = table(oid, name, name);
        return new EvolutionPlan(List.of(new SchemaChange.CreateTable(table)), table, AT);
    }

    private static EvolutionPlan rename(WarehouseTable before, String name) {
        WarehouseTable after =
                table(before.origin().oid(), name, before.origin().storage().table());
        return new EvolutionPlan(List.of(new SchemaChange.RenameTable(before, after)), after, AT);
    }

    private static EvolutionPlan plan(WarehouseTable table) {
        return new EvolutionPlan(List.of(), table, AT);
    }

    private static WarehouseTable table(long oid, String name, String place) {
        TableId storage = new TableId("public", place);
        TableOrigin origin = TableOrigin.named(storage).identified(oid, 'd');
        return new WarehouseTable(new TableId("public", name), List.of(), List.of(), origin);
    }
}
