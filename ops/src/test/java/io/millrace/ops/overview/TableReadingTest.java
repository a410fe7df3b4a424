package io.millrace.ops.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.api.table.TableRows;
import io.millrace.ops.warehouse.MirroredTable;
import io.millrace.ops.warehouse.TableQueries.SourceRows;
import io.millrace.ops.warehouse.TableQueries.WarehouseRows;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableReadingTest {
    private static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void aTableOnBothSidesHasTheDifference() {
        List<TableRows> rows = TableReading.compare(
                List.of(new MirroredTable("public.orders", "shop", "orders", "shop_raw", "orders")),
                List.of(new WarehouseRows("public.orders", 7, AT)),
                List.of(new SourceRows("public.orders", 10, true, AT)),
                "shop");
        assertThat(rows).containsExactly(new TableRows("public.orders", "shop.orders", 10L, true, AT, 7L, AT, 3L));
    }

    @Test
    void aTableOnOneSideOnlyIsShownWithoutADifference() {
        List<TableRows> rows = TableReading.compare(
                List.of(new MirroredTable("public.gone", "shop", "gone", "shop_raw", "gone")),
                List.of(new WarehouseRows("public.gone", 7, AT)),
                List.of(new SourceRows("stock.new", 1, false, AT)),
                "shop");
        assertThat(rows)
                .containsExactly(
                        new TableRows("public.gone", "shop.gone", null, null, null, 7L, AT, null),
                        new TableRows("stock.new", "shop_stock.new", 1L, false, AT, null, null, null));
    }
}
