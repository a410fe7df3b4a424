package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.TableId;
import io.millrace.core.warehouse.OutdatedPlanException;
import io.millrace.core.warehouse.Progress;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.testkit.ClickHouseExtension;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is of clusters only. The other tests of this module run in one as well, see {@link TestCluster}. */
@EnabledIfSystemProperty(named = "millrace.cluster", matches = ".+")
final class ClusterIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String DATABASE = "it_cluster";

    private ClusterFront first;
    private ClusterFront second;
    private ClickHouseClient client;
    private ClickHouseWarehouse warehouse;

    @BeforeEach
    void open() throws IOException {
        first = new ClusterFront(CLICKHOUSE.url());
        second = new ClusterFront(CLICKHOUSE.url());
        client = new ClickHouseClient(TestCluster.config(CLICKHOUSE.url(), first, second));
        warehouse = new ClickHouseWarehouse(client, DATABASE, DATABASE);
        warehouse.prepare();
    }

    @AfterEach
    void close() {
        warehouse.close();
        first.close();
        second.close();
    }

    @Test
    void tablesAreReplicatedAndShownByDistributedOnes() {
        // Where the schema is complete no statement is run.
        client.execute("DROP TABLE `millrace`.`progress` SYNC");
        warehouse.prepare();
        TestTable orders = TestTable.of(new TableId("public", "orders"), "id Int64", "at Float64");
        warehouse.evolve(orders.creation());
        warehouse.insert(orders.batch(orders.put(1, 1L, 1.5)));

        assertThat(first.defined())
                .anySatisfy(sql -> assertThat(sql)
                        .startsWith("CREATE TABLE IF NOT EXISTS `it_cluster_raw`.`orders` ON CLUSTER `it` (")
                        .containsPattern("ENGINE = ReplicatedReplacingMergeTree\\('/clickhouse/tables/it/\\{shard}/"
                                + "it_cluster_raw\\.orders-[0-9a-f]{12}', '\\{replica}', `_version`, `_deleted`\\)"))
                .anySatisfy(sql -> assertThat(sql)
                        .startsWith("CREATE TABLE IF NOT EXISTS `it_cluster_raw`.`orders~all` ON CLUSTER `it` (")
                        .contains("ENGINE = Distributed('it', 'it_cluster_raw', 'orders', cityHash64(`id`)) COMMENT"))
                .anySatisfy(sql -> assertThat(sql)
                        .startsWith("CREATE OR REPLACE VIEW `it_cluster`.`orders` ON CLUSTER `it` AS SELECT")
                        .contains("FROM `it_cluster_raw`.`orders~all` FINAL"))
                .anySatisfy(sql -> assertThat(sql)
                        .startsWith("CREATE TABLE IF NOT EXISTS `millrace`.`progress` ON CLUSTER `it` (")
                        .contains("ReplicatedReplacingMergeTree('/clickhouse/tables/it/millrace/progress',"
                                + " '{shard}-{replica}', `next_offset`)"));
        assertThat(client.query("SELECT `id` FROM `it_cluster`.`orders`")).hasSize(1);
        assertThat(first.defined())
                .filteredOn(sql -> !sql.contains("ON CLUSTER"))
                .allMatch(sql ->
                        sql.startsWith("ALTER TABLE `millrace`.") || sql.startsWith("SYSTEM SYNC REPLICA `millrace`."));
    }

    @Test
    void theNextServerIsUsedWhenTheFirstFails() {
        TestTable items = TestTable.of(new TableId("public", "items"), "id Int64", "note String");
        warehouse.evolve(items.creation());
        warehouse.insert(items.batch(items.put(1, 1L, "a")));
        first.close();

        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(() -> warehouse.insert(items.batch(items.put(2, 1L, "b"))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.WAREHOUSE_UNAVAILABLE));
        warehouse.insert(items.batch(items.put(2, 1L, "b")));

        assertThat(client.host()).isEqualTo(1);
        assertThat(client.query("SELECT `note` FROM `it_cluster`.`items`"))
                .extracting(row -> row.text("note"))
                .containsExactly("b");
    }

    @Test
    void progressIsReadBehindWhatOtherServersHaveTaken() {
        warehouse.record(List.of(new Progress("topic", 0, 17, 5, 1_000, 1, 1)), List.of());
        int before = first.defined().size();

        assertThat(warehouse.progress("topic"))
                .hasEntrySatisfying(
                        0, progress -> assertThat(progress.nextOffset()).isEqualTo(17));
        assertThat(first.defined().subList(before, first.defined().size()))
                .contains("SYSTEM SYNC REPLICA `millrace`.`progress` LIGHTWEIGHT");
    }

    /** What a server that is behind the others gets needs several of them, and so a cluster that is none of a test. */
    @Test
    void typesThatNoServerHasAreThoseOfAnOutdatedPlan() {
        TestTable narrow = TestTable.of(new TableId("public", "narrow"), "id Int64", "n Int32");
        warehouse.evolve(narrow.creation());
        TestTable wide = TestTable.of(new TableId("public", "narrow"), "id Int64", "n Int64");

        assertThatExceptionOfType(OutdatedPlanException.class)
                .isThrownBy(() -> warehouse.insert(wide.batch(wide.put(1, 1L, 1L))));
        assertThat(client.query("SELECT 1 AS one FROM `it_cluster`.`narrow`")).isEmpty();
    }
}
