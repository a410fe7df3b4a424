package io.millrace.ops.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.bookkeeping.Bookkeeping;
import io.millrace.clickhouse.bookkeeping.LoadTable;
import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.event.SourcePosition;
import io.millrace.ops.api.table.Load;
import io.millrace.testkit.ClickHouseExtension;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Storage keeps its name when its table is renamed, and another table can get the old name. */
final class RenamedTableLoadIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String SOURCE = "it_renamed";
    private static final long LSN = 4_711;

    @Test
    void rowsOfALoadAreCountedInTheStorageOfTheRenamedTable() {
        try (ClickHouseClient client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()))) {
            Bookkeeping.prepare(client);
            client.execute("CREATE DATABASE IF NOT EXISTS it_renamed_raw");
            // orders was renamed to purchases, then another table was created as orders.
            storage(client, "orders", 3);
            storage(client, "orders_2", 5);
            new TableRegistry(client)
                    .write(List.of(
                            entry("public.purchases", "purchases", "orders"),
                            entry("public.orders", "orders", "orders_2")));
            new LoadTable(client).write(List.of(load("public.purchases"), load("public.orders")));

            Map<String, Load> loads =
                    new LoadQueries(new WarehouseReader(client, SOURCE), Clock.systemUTC()).loads(SOURCE, Map.of());

            assertThat(loads.get("public.purchases")).extracting(Load::rows).isEqualTo(3L);
            assertThat(loads.get("public.orders")).extracting(Load::rows).isEqualTo(5L);
        }
    }

    private static void storage(ClickHouseClient client, String name, int rows) {
        client.execute("CREATE OR REPLACE TABLE it_renamed_raw." + name
                + " (id Int64, _version UInt128) ENGINE = MergeTree ORDER BY id");
        client.execute("INSERT INTO it_renamed_raw." + name + " SELECT number, toUInt128('"
                + new SourcePosition(LSN, LSN, 0, 0, 0).version() + "') FROM numbers(" + rows + ")");
    }

    private static TableRegistry.Entry entry(String sourceTable, String view, String storage) {
        return new TableRegistry.Entry(
                SOURCE,
                sourceTable,
                "it_renamed",
                view,
                "it_renamed_raw",
                storage,
                "keyed",
                TableRegistry.Entry.LIVE,
                "");
    }

    private static LoadTable.Entry load(String sourceTable) {
        return new LoadTable.Entry(
                SOURCE, sourceTable, sourceTable, "reading", LSN, Instant.now().minusSeconds(5), "test", "", 0, 0, "");
    }
}
