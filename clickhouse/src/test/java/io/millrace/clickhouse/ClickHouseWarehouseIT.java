package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.clickhouse.client.Identifiers;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.Column;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.plan.Truncation;
import io.millrace.core.type.warehouse.WarehouseType.Nullable;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.testkit.ClickHouseExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ClickHouseWarehouseIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String DATABASE = "it_warehouse";

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

    @Test
    void theViewShowsTheLatestVersionOfEachRowInWhateverOrderTheyArrive() {
        TestTable orders = created("latest", "id Int64", "status String");

        warehouse.insert(orders.batch(orders.put(3, 1L, "shipped"), orders.put(1, 1L, "placed")));
        warehouse.insert(orders.batch(orders.put(2, 1L, "paid"), orders.put(2, 2L, "placed")));

        assertThat(shown(orders)).containsExactly("1,shipped", "2,placed");
    }

    @Test
    void aBatchCanBeInsertedAgain() {
        TestTable orders = created("again", "id Int64", "status String");
        TableBatch batch = orders.batch(orders.put(1, 1L, "placed"), orders.put(2, 1L, "paid"));

        warehouse.insert(batch);
        warehouse.insert(batch);

        assertThat(shown(orders)).containsExactly("1,paid");
    }

    @Test
    void aDeletedRowIsGoneAndNoLateOlderVersionBringsItBack() {
        TestTable orders = created("deleted", "id Int64", "status String");
        warehouse.insert(orders.batch(orders.put(1, 1L, "placed")));

        warehouse.insert(orders.batch(orders.delete(5, 1L, null)));
        warehouse.insert(orders.batch(orders.put(3, 1L, "paid")));
        client.execute("OPTIMIZE TABLE " + storage(orders) + " FINAL");
        warehouse.insert(orders.batch(orders.put(4, 1L, "shipped")));

        assertThat(shown(orders)).isEmpty();
        warehouse.insert(orders.batch(orders.put(6, 1L, "placed again")));
        assertThat(shown(orders)).containsExactly("1,placed again");
    }

    @Test
    void aTruncationHidesWhatIsOlderEvenIfItArrivesLater() {
        TestTable orders = created("truncated", "id Int64", "status String");
        warehouse.insert(orders.batch(orders.put(1, 1L, "old"), orders.put(20, 2L, "new")));

        warehouse.truncate(new Truncation(orders.table().source(), 0), TestTable.position(10));
        warehouse.insert(orders.batch(orders.put(9, 3L, "late")));
        warehouse.truncate(new Truncation(orders.table().source(), 0), TestTable.position(5));

        assertThat(shown(orders)).containsExactly("2,new");
    }

    @Test
    void aTruncationBeforeTheTableIsKnownHoldsWhenItComes() {
        TableId id = new TableId("public", "truncated_first");
        warehouse.truncate(new Truncation(id, 0), TestTable.position(10));

        TestTable orders = created("truncated_first", "id Int64", "status String");
        warehouse.insert(orders.batch(orders.put(1, 1L, "old"), orders.put(11, 2L, "new")));

        assertThat(shown(orders)).containsExactly("2,new");
    }

    @Test
    void describeReturnsWhatEvolveHasMade() {
        assertThat(warehouse.describe(new TableId("public", "nowhere"))).isEmpty();

        TestTable orders = created("described", "id Int64", "total Nullable(Decimal(12, 2))", "tags Array(String)");

        assertThat(warehouse.describe(orders.table().source())).contains(orders.table());
        try (ClickHouseWarehouse other = another()) {
            assertThat(other.describe(orders.table().source())).contains(orders.table());
        }
    }

    @Test
    void aNewColumnAppearsInTheViewWithNullInOlderRows() {
        TestTable before = created("widened", "id Int64");
        warehouse.insert(before.batch(before.put(1, 1L)));
        TestTable after = TestTable.of(before.table().source(), "id Int64", "note Nullable(String)");
        EvolutionPlan plan = new EvolutionPlan(
                List.of(new SchemaChange.AddColumn(TestTable.column("note Nullable(String)"))),
                after.table(),
                TestTable.position(2));

        warehouse.evolve(plan);
        warehouse.evolve(plan);
        warehouse.insert(new TableBatch(after.table(), List.of(after.put(3, 2L, "n"), before.put(4, 3L))));

        assertThat(shown(after)).containsExactly("1,null", "2,n", "3,null");
        assertThat(client.query("SELECT `kind`, `column`, `after` FROM `millrace`.`schema_changes` FINAL"
                        + " WHERE `source_table` = 'public.widened' ORDER BY `position`"))
                .extracting(row -> row.text("kind") + " " + row.text("column") + " " + row.text("after"))
                .containsExactly("create_table  ", "add_column note Nullable(String)");
    }

    @Test
    void aColumnThatMayBeNullNowKeepsItsValues() {
        TestTable before = created("relaxed", "id Int64", "name String");
        warehouse.insert(before.batch(before.put(1, 1L, "a")));
        TestTable after = TestTable.of(before.table().source(), "id Int64", "name Nullable(String)");

        warehouse.evolve(new EvolutionPlan(
                List.of(new SchemaChange.DropNotNull(TestTable.column("name Nullable(String)"))),
                after.table(),
                TestTable.position(2)));
        warehouse.insert(after.batch(after.put(3, 2L, null)));

        assertThat(shown(after)).containsExactly("1,a", "2,null");
        assertThat(warehouse.describe(after.table().source())).contains(after.table());
    }

    @Test
    void severalProcessesCanEvolveAndTruncateOneTableAtOnce() throws Exception {
        TestTable base = created("contended", "id Int64");
        int processes = 4;
        List<ClickHouseWarehouse> others =
                Stream.generate(ClickHouseWarehouseIT::another).limit(processes).toList();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(processes * 2);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            ClickHouseWarehouse other = others.get(i);
            int n = i;
            WarehouseColumn column = new WarehouseColumn("c" + i, new Nullable(Simple.INT32));
            WarehouseTable result = new WarehouseTable(
                    base.table().source(), List.of(base.table().columns().get(0), column), List.of("id"));
            running.add(pool.submit(() -> {
                start.await();
                other.evolve(new EvolutionPlan(
                        List.of(new SchemaChange.CreateTable(result), new SchemaChange.AddColumn(column)),
                        result,
                        TestTable.position(2)));
                return n;
            }));
            running.add(pool.submit(() -> {
                start.await();
                other.truncate(new Truncation(base.table().source(), 0), TestTable.position(10 + n));
                return n;
            }));
        }
        start.countDown();
        for (Future<?> each : running) {
            each.get();
        }
        pool.shutdown();
        others.forEach(ClickHouseWarehouse::close);

        assertThat(client.query("SELECT `name` FROM `system`.`columns` WHERE `database` = '" + DATABASE
                        + "' AND `table` = 'contended' ORDER BY `name`"))
                .extracting(row -> row.text("name"))
                .containsExactly("c0", "c1", "c2", "c3", "id");
        warehouse.insert(base.batch(base.put(13, 1L), base.put(14, 2L)));
        assertThat(client.query("SELECT `id` FROM " + view(base)))
                .extracting(row -> row.text("id"))
                .containsExactly("2");
    }

    @Test
    void namesMayHoldAnything() {
        String hostile = "o'r\"d\\e`r s; DROP TABLE x -- é\n日本";
        TableId id = new TableId("sch`e'ma\\", hostile);
        WarehouseColumn key = new WarehouseColumn("k`e'y\\, (\t", Simple.STRING);
        TestTable table = TestTable.of(id, "x String", "y Nullable(String)");
        TestTable named = new TestTable(
                new WarehouseTable(
                        id,
                        List.of(key, new WarehouseColumn(hostile, new Nullable(Simple.STRING))),
                        List.of(key.name())),
                new TableSchema(
                        id,
                        List.of(
                                new Column(
                                        key.name(),
                                        table.schema().columns().get(0).type(),
                                        false),
                                new Column(
                                        hostile, table.schema().columns().get(0).type(), true)),
                        List.of(0)));

        warehouse.evolve(named.creation());
        warehouse.insert(named.batch(named.put(1, "a", hostile)));
        warehouse.truncate(new Truncation(id, 0), TestTable.position(1));
        warehouse.insert(named.batch(named.put(2, "b", hostile)));

        assertThat(shown(named)).containsExactly("b," + hostile);
        try (ClickHouseWarehouse other = another()) {
            assertThat(other.describe(id)).contains(named.table());
        }
    }

    @Test
    void aTableThatSomeoneHasDroppedComesBackWithTheNextInsert() {
        TestTable orders = created("dropped", "id Int64", "status String");
        client.execute("DROP TABLE " + storage(orders) + " SYNC");

        warehouse.insert(orders.batch(orders.put(1, 1L, "placed")));

        assertThat(shown(orders)).containsExactly("1,placed");
    }

    // In a cluster, only what the table that shows all shards has is seen.
    @DisabledIfSystemProperty(named = "millrace.cluster", matches = ".+")
    @Test
    void aColumnOfAnUnsupportedTypeKeepsItsDefaultAndNeverTakesAWrongValue() {
        TestTable orders = created("foreign", "id Int64", "status String");
        client.execute("ALTER TABLE " + storage(orders) + " ADD COLUMN `grade` Enum8('low' = 1, 'high' = 2) FIRST");
        try (ClickHouseWarehouse other = another()) {
            WarehouseTable changed = other.describe(orders.table().source()).orElseThrow();
            other.insert(new TableBatch(changed, List.of(orders.put(1, 1L, "placed"))));
            TestTable graded = TestTable.of(orders.table().source(), "id Int64", "status String", "grade String");

            assertThatExceptionOfType(WarehouseException.class)
                    .isThrownBy(() -> other.insert(new TableBatch(changed, List.of(graded.put(2, 2L, "paid", "high")))))
                    .withMessageContaining("grade")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ROW_REJECTED));
        }
        assertThat(client.query("SELECT `grade`, `status` FROM " + storage(orders)))
                .extracting(row -> row.text("grade") + " " + row.text("status"))
                .containsExactly("low placed");
    }

    @Test
    void describeFixesAViewThatACrashLeftBehind() {
        TestTable orders = created("crashed", "id Int64", "status String");
        client.execute("DROP VIEW " + view(orders));

        try (ClickHouseWarehouse other = another()) {
            other.describe(orders.table().source());
        }

        assertThat(shown(orders)).isEmpty();
    }

    @Test
    void aTableInThePlaceOfAViewIsNeverReplaced() {
        client.execute("CREATE TABLE " + Identifiers.quote(DATABASE, "precious") + " (x Int8) ENGINE = Memory");

        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(() -> created("precious", "id Int64"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_NOT_FOLLOWED));
        assertThat(client.query("SELECT count() AS n FROM " + Identifiers.quote(DATABASE, "precious")))
                .extracting(row -> row.integer("n"))
                .containsExactly(0L);
    }

    @Test
    void nothingOfARejectedBatchIsVisible() {
        TestTable orders = created("rejected", "id Int64", "total Int64");
        client.execute("ALTER TABLE " + storage(orders) + " ADD CONSTRAINT `positive` CHECK `total` > 0");

        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(() -> warehouse.insert(orders.batch(orders.put(1, 1L, 5L), orders.put(2, 2L, -4711L))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ROW_REJECTED))
                .withMessageContaining("positive")
                .withMessageNotContaining("4711");

        assertThat(shown(orders)).isEmpty();
    }

    @Test
    void wrongCredentialsAreDeniedAndADeadServerIsUnavailable() {
        ClickHouseConfig wrong = ClickHouseConfig.of(CLICKHOUSE.url().replace(CLICKHOUSE.password(), "wrong"));
        try (ClickHouseClient denied = new ClickHouseClient(wrong)) {
            assertThatExceptionOfType(WarehouseException.class)
                    .isThrownBy(() -> denied.query("SELECT 1"))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.WAREHOUSE_DENIED));
        }
        try (ClickHouseClient nobody = new ClickHouseClient(ClickHouseConfig.of("http://127.0.0.1:1"))) {
            assertThatExceptionOfType(WarehouseException.class)
                    .isThrownBy(() -> nobody.query("SELECT 1"))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.WAREHOUSE_UNAVAILABLE));
        }
    }

    private static TestTable created(String name, String... columns) {
        TestTable table = TestTable.of(new TableId("public", name), columns);
        warehouse.evolve(table.creation());
        return table;
    }

    private static ClickHouseWarehouse another() {
        return ClickHouseWarehouse.open(TestCluster.config(CLICKHOUSE.url()), DATABASE, DATABASE);
    }

    private static String view(TestTable table) {
        return warehouse.names(table.table().source()).view();
    }

    private static String storage(TestTable table) {
        return warehouse.names(table.table().source()).storage();
    }

    /** The rows of the view as comma-separated text, in the order of the key. */
    private static List<String> shown(TestTable table) {
        return client.query("SELECT * FROM " + view(table) + " ORDER BY 1").stream()
                .map(row -> String.join(
                        ",",
                        row.columns().stream()
                                .map(column -> row.isNull(column) ? "null" : row.text(column))
                                .toList()))
                .toList();
    }
}
