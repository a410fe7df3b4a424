package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.event.TableId;
import io.millrace.core.verify.ChunkSum;
import io.millrace.core.verify.ComparedTable;
import io.millrace.core.verify.NotComparable;
import io.millrace.testkit.ClickHouseExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sums of many tables by one statement, as {@code verify} asks for them. */
final class ShownSumsIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String DATABASE = "it_sums";

    private static ClickHouseClient client;
    private static ClickHouseWarehouse warehouse;

    @BeforeAll
    static void open() {
        client = new ClickHouseClient(TestCluster.config(CLICKHOUSE.url()));
        warehouse = new ClickHouseWarehouse(client, DATABASE, DATABASE);
        warehouse.prepare();
    }

    @AfterAll
    static void close() {
        warehouse.close();
    }

    private static ChangingTable table(String name) {
        return new ChangingTable(client, warehouse, DATABASE, new TableId("public", name));
    }

    private static ComparedTable compared(ChangingTable table) throws NotComparable {
        var schema = table.shape().schema();
        return ComparedTable.of(
                schema,
                Set.of(),
                Set.of(),
                warehouse.describeAgain(schema.table()).orElseThrow());
    }

    @Test
    void areThoseOfEachTableByItselfWithItsTruncations() throws Exception {
        ChangingTable keyed = table("keyed");
        keyed.has("id int4 key", "v text");
        keyed.insert(1, 10, 1, "one");
        keyed.insert(2, 11, 2, "two");
        ChangingTable multiset = table("multiset").identity('f');
        multiset.has("v text");
        multiset.insert(1, 10, "twice");
        multiset.insert(2, 11, "twice");
        ChangingTable log = table("log");
        log.has("v text");
        log.insert(1, 10, "a");
        log.insert(2, 11, "a");
        log.insert(3, 12, "b");
        ChangingTable truncated = table("truncated");
        truncated.has("id int4 key");
        truncated.insert(1, 10, 1);
        truncated.truncate(20);
        truncated.insert(2, 30, 2);
        ChangingTable empty = table("empty");
        empty.has("id int4 key");
        empty.insert(1, 10, 1);
        empty.truncate(20);

        List<ComparedTable> tables = new ArrayList<>();
        for (ChangingTable table : List.of(keyed, multiset, log, truncated, empty)) {
            tables.add(compared(table));
        }
        List<ChunkSum> sums = warehouse.sums(tables);
        assertThat(sums.stream().map(ChunkSum::rows)).containsExactly(2L, 2L, 3L, 1L, 0L);
        assertThat(sums)
                .isEqualTo(tables.stream()
                        .map(table -> warehouse.shown(table).sum(null, null))
                        .toList());
        assertThat(warehouse.sums(List.of())).isEmpty();
    }

    @Test
    void wideTablesAreAskedForByMoreThanOneStatement() throws Exception {
        // About 80 characters a column: together more than ClickHouse takes in one statement.
        String columns = IntStream.range(0, 400)
                .mapToObj(i -> "a_column_with_a_long_name_" + i + " text")
                .collect(Collectors.joining(","));
        List<ComparedTable> tables = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ChangingTable wide = table("wide_" + i);
            wide.has(("id int4 key," + columns).split(","));
            @org.jspecify.annotations.Nullable Object[] row = new Object[401];
            row[0] = i;
            wide.insert(1, 10, row);
            tables.add(compared(wide));
        }
        List<ChunkSum> sums = warehouse.sums(tables);
        assertThat(sums).hasSize(10).allMatch(sum -> sum.rows() == 1).doesNotHaveDuplicates();
    }
}
