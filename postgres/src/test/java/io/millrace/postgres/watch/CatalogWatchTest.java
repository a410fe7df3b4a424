package io.millrace.postgres.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.TableId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogWatchTest {
    private static final String ORDERS =
            "{\"oid\":1,\"schema\":\"public\",\"table\":\"orders\",\"columns\":[{\"n\":1},{\"n\":3}]}";
    private static final String RENAMED = ORDERS.replace("orders", "sales");
    private static final String ITEMS = "{\"oid\":2,\"table\":\"items\",\"columns\":[{\"n\":1}]}";
    private static final String GONE = "{\"oid\":2,\"table\":\"items\",\"columns\":[{\"n\":1}],\"gone\":true}";

    @Test
    void everythingIsNewAtFirst() {
        assertThat(CatalogWatch.changes(Map.of(), Map.of(2L, ITEMS, 1L, ORDERS), List.of(), false))
                .containsExactly(ORDERS, ITEMS);
    }

    @Test
    void onlyWhatDiffersIsSaid() {
        Map<Long, String> before = Map.of(1L, ORDERS, 2L, ITEMS);

        assertThat(CatalogWatch.changes(before, Map.of(1L, RENAMED, 2L, ITEMS), List.of(), false))
                .containsExactly(RENAMED);
    }

    @Test
    void aWatchThatHasSaidNothingYetSaysEverything() {
        Map<Long, String> same = Map.of(1L, ORDERS, 2L, ITEMS);

        assertThat(CatalogWatch.changes(same, same, List.of(), true)).containsExactly(ORDERS, ITEMS);
    }

    @Test
    void aDroppedTableIsDescribedOnceMore() {
        Map<Long, String> before = Map.of(1L, ORDERS, 2L, ITEMS);

        assertThat(CatalogWatch.changes(before, Map.of(1L, ORDERS), List.of(2L), false))
                .containsExactly(GONE);
    }

    @Test
    void aTableThatOnlyLeftThePublicationIsNotGone() {
        assertThat(CatalogWatch.changes(Map.of(1L, ORDERS), Map.of(), List.of(), false))
                .isEmpty();
    }

    @Test
    void aTableWhoseNameNobodyCanReadIsNotDescribedAndOneThatGetsSuchANameHasLeft() {
        String quoted = ITEMS.replace("items", "\\\"items\\\"");

        assertThat(CatalogWatch.changes(Map.of(), Map.of(2L, quoted), List.of(), true))
                .isEmpty();
        assertThat(CatalogWatch.changes(Map.of(2L, ITEMS), Map.of(2L, quoted), List.of(), false))
                .containsExactly(GONE);
        assertThat(CatalogWatch.changes(Map.of(2L, quoted), Map.of(2L, ITEMS), List.of(), false))
                .containsExactly(ITEMS);
        assertThat(CatalogWatch.changes(Map.of(2L, quoted), Map.of(), List.of(2L), false))
                .isEmpty();
    }

    @Test
    void aTableWithoutColumnsIsNotDescribedAndOneThatLosesItsLastHasLeft() {
        String bare = ITEMS.replace("{\"n\":1}", "");
        String computed = ITEMS.replace("{\"n\":1}", "{\"n\":1,\"generated\":\"v\"}");

        assertThat(CatalogWatch.changes(Map.of(), Map.of(2L, bare), List.of(), true))
                .isEmpty();
        assertThat(CatalogWatch.changes(Map.of(), Map.of(2L, computed), List.of(), true))
                .isEmpty();
        assertThat(CatalogWatch.changes(Map.of(2L, ITEMS), Map.of(2L, bare), List.of(), false))
                .containsExactly(GONE);
        assertThat(CatalogWatch.changes(Map.of(2L, bare), Map.of(2L, ITEMS), List.of(), false))
                .containsExactly(ITEMS);
    }

    @Test
    void theOidTheNameAndTheColumnsAreInTheDescription() {
        assertThat(RelationText.oid(ORDERS)).isEqualTo(1);
        assertThat(RelationText.table(ORDERS)).isEqualTo(new TableId("public", "orders"));
        assertThat(RelationText.columns(ORDERS)).containsExactlyInAnyOrder(1, 3);
    }
}
