package io.millrace.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.system.SourceDatabase;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShapesTest {
    /** Never asked. */
    private static final SourceDatabase SOURCE = new SourceDatabase(URI.create("postgresql://a:b@127.0.0.1:1/none"));

    private static final OrdersTable TABLE = new OrdersTable(SOURCE, "orders");

    @Test
    void anUpdateIsSeenWithALaterOneOfItsRow() {
        var times = new SeenTimes(350);
        // Row 7 shows the number of transaction 207: 7 and 107 came before it.
        KeyUpdates.hot(TABLE).read(List.of("7\t207"), 50, times);
        assertThat(IntStream.range(0, 350)
                        .filter(index -> !times.see(index, 60))
                        .boxed())
                .containsExactly(7, 107, 207);
    }

    @Test
    void aRowOfABlockIsTheBlocks() {
        var times = new SeenTimes(3);
        new RowBlocks(TABLE, 200).read(List.of("0", "2"), 50, times);
        assertThat(times.lowestMissing()).isEqualTo(1);
        assertThat(times.see(2, 60)).isFalse();
    }

    @Test
    void ofManyTablesTenAreLookedAt() {
        var shape = new ManyTables(50);
        assertThat(IntStream.range(0, 100).filter(shape::isLookedAt).count()).isEqualTo(20);
    }

    @Test
    void aMixIsSharedByClientsWithoutLoss() {
        assertThat(IntStream.range(0, 4)
                        .mapToLong(client -> OrdersTable.share(50_003, client))
                        .sum())
                .isEqualTo(50_003);
    }

    @Test
    void bothSidesAreSummedByTheSameColumns() {
        var payload = new PayloadTable(SOURCE, "millrace_bench.wide", 8, 100);
        assertThat(payload.sourceSums()).contains("sum(n7::bigint)");
        assertThat(payload.warehouseSums("v")).contains("sum(n7)").endsWith("FROM v");
        assertThat(payload.insertStatement()).containsOnlyOnce("?").contains("generate_series(1, 4)");
        assertThat(TABLE.sourceSums().split(" coalesce\\(sum", -1))
                .hasSameSizeAs(TABLE.warehouseSums("v").split("toString\\(sum", -1));
    }
}
