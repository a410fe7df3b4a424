package io.millrace.controller.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NamedTablesTest {
    private static final TableId ORDERS = new TableId("public", "orders");
    private static final TableId POINTED = new TableId("public", "a.b");
    private static final TableId SALES = new TableId("sales", "orders");
    private static final List<TableId> CAPTURED = List.of(ORDERS, POINTED, SALES);

    @Test
    void aTableIsNamedWithItsSchemaOrWithoutThatOfPublic() {
        NamedTables named = NamedTables.of(List.of("orders", "sales.orders", "a.b", "public.orders"), CAPTURED);

        assertThat(named.tables()).containsExactly(ORDERS, SALES, POINTED);
        assertThat(named.unknown()).isEmpty();
    }

    @Test
    void noNameStandsForAllAndAnUnknownOneForNone() {
        assertThat(NamedTables.of(List.of(), CAPTURED).tables()).isEqualTo(CAPTURED);

        NamedTables named = NamedTables.of(List.of("nothing", "orders"), CAPTURED);
        assertThat(named.tables()).containsExactly(ORDERS);
        assertThat(named.refusal()).startsWith("nothing is not captured: see source.tables");
    }

    @Test
    void theLoadsOfARequestHaveTheSameIdsEachTimeAndEachTableItsOwn() {
        String request = "0b7f8c1e-0000-4000-8000-000000000001";
        String id = RequestedResync.loadId(request, ORDERS);

        assertThat(id).isEqualTo(RequestedResync.loadId(request, ORDERS)).matches(request + "-[0-9a-f]{8}");
        assertThat(id).isNotEqualTo(RequestedResync.loadId(request, SALES));
        assertThat(RequestedResync.loadId("x".repeat(64), ORDERS)).hasSize(64);
    }
}
