package io.millrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogueWatchTest {
    private static final String ORDERS = "{\"oid\":1,\"table\":\"orders\"}";
    private static final String RENAMED = "{\"oid\":1,\"table\":\"sales\"}";
    private static final String ITEMS = "{\"oid\":2,\"table\":\"items\"}";

    @Test
    void everythingIsNewAtFirst() {
        assertThat(CatalogueWatch.changes(Map.of(), Map.of(1L, ORDERS, 2L, ITEMS), List.of(1L, 2L), List.of()))
                .containsExactly(ORDERS, ITEMS);
    }

    @Test
    void onlyWhatDiffersIsSaid() {
        Map<Long, String> before = Map.of(1L, ORDERS, 2L, ITEMS);

        assertThat(CatalogueWatch.changes(before, Map.of(1L, RENAMED, 2L, ITEMS), List.of(1L, 2L), List.of()))
                .containsExactly(RENAMED);
    }

    @Test
    void aDroppedTableIsDescribedOnceMore() {
        Map<Long, String> before = Map.of(1L, ORDERS, 2L, ITEMS);

        assertThat(CatalogueWatch.changes(before, Map.of(2L, ITEMS), List.of(2L), List.of(1L)))
                .containsExactly("{\"oid\":1,\"table\":\"orders\",\"gone\":true}");
    }

    @Test
    void aTableThatOnlyLeftThePublicationIsNotGone() {
        assertThat(CatalogueWatch.changes(Map.of(1L, ORDERS), Map.of(), List.of(), List.of()))
                .isEmpty();
    }

    @Test
    void theOidIsInTheDescription() {
        assertThat(RelationText.oid(ORDERS)).isEqualTo(1);
    }
}
