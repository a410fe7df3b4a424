package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.TableBatch;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.warehouse.OutdatedPlanException;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.testkit.ClickHouseExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two executors of one pipeline: one alters a table while the other holds rows that were planned for it as it was. */
final class TwoWritersIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String DATABASE = "it_writers";

    private static ClickHouseClient client;
    private static ClickHouseWarehouse one;
    private static ClickHouseWarehouse other;

    @BeforeAll
    static void open() {
        client = new ClickHouseClient(TestCluster.config(CLICKHOUSE.url()));
        one = new ClickHouseWarehouse(client, DATABASE, DATABASE);
        other = ClickHouseWarehouse.open(TestCluster.config(CLICKHOUSE.url()), DATABASE, DATABASE);
        one.prepare();
    }

    @AfterAll
    static void close() {
        other.close();
        one.close();
    }

    /** Bytes of both widths, and of the same: those could be taken for values of the other type. */
    @Test
    void rowsOfFormerTypesAreRefusedAndNoneLands() {
        for (String type : List.of("Int64", "UInt32", "Float32", "String")) {
            TestTable table = created("former_" + type, "id Int64", "v Nullable(Int32)");
            assertThat(other.describe(table.table().source())).isPresent();
            alter(table, "Nullable(" + type + ")");

            assertThatExceptionOfType(OutdatedPlanException.class)
                    .isThrownBy(() -> other.insert(table.batch(table.put(2, 1L, 7L), table.put(3, 2L, 8L))))
                    .withMessageContaining(type);
            assertThat(client.query("SELECT 1 AS one FROM `it_writers_raw`.`former_" + type + "`"))
                    .isEmpty();
            assertThat(other.describe(table.table().source()).orElseThrow().columns())
                    .extracting(column -> column.type().sql())
                    .containsExactly("Int64", "Nullable(" + type + ")");
        }
    }

    @Test
    void aVersionOfAnotherTypeIsNotReadAsAFormerOne() {
        TestTable table = created("completed", "id Int64", "v Nullable(Int32)", "note Nullable(String)");
        one.insert(table.batch(table.put(2, 1L, 7L, "a")));
        assertThat(other.describe(table.table().source())).isPresent();
        alter(table, "Nullable(Float32)");

        assertThatExceptionOfType(OutdatedPlanException.class)
                .isThrownBy(() -> other.insert(table.batch(table.partial(3, 1L, RowImage.UNCHANGED, "b"))));
    }

    @Test
    void aHistoryOfFormerTypesFollowsBeforeItsRowsLand() {
        TestTable before = created("kept", "id Int64", "v Nullable(Int32)");
        keep(one, before, 2);
        keep(other, before, 3);
        alter(before, "Nullable(Int64)");
        // This one knows the table as it is, and the history as it was.
        TestTable after = TestTable.of(before.table().source(), "id Int64", "v Nullable(Int64)");
        WarehouseTable now = one.describeAgain(before.table().source()).orElseThrow();
        one.keep(new TableBatch(now, List.of(), Set.of(now.source()), List.of(after.put(4, 1L, 5_000_000_000L))));

        assertThatExceptionOfType(OutdatedPlanException.class).isThrownBy(() -> keep(other, before, 5));
        assertThat(client.query("SELECT `v` FROM `it_writers_history`.`kept` FINAL ORDER BY `_version`"))
                .extracting(row -> row.text("v"))
                .containsExactly("2", "3", "5000000000");
    }

    /** The first that this one does with the table: it does not make the history what the table was. */
    @Test
    void aHistoryIsNotTakenBackToFormerTypes() {
        TestTable before = created("kept_wide", "id Int64", "v Nullable(Int32)");
        assertThat(other.describe(before.table().source())).isPresent();
        alter(before, "Nullable(Int64)");
        WarehouseTable now = one.describeAgain(before.table().source()).orElseThrow();
        TestTable after = TestTable.of(now.source(), "id Int64", "v Nullable(Int64)");
        one.keep(new TableBatch(now, List.of(), Set.of(now.source()), List.of(after.put(3, 1L, 5_000_000_000L))));

        assertThatExceptionOfType(OutdatedPlanException.class).isThrownBy(() -> keep(other, before, 4));
        assertThat(client.query("SELECT `v` FROM `it_writers_history`.`kept_wide` FINAL"))
                .extracting(row -> row.text("v"))
                .containsExactly("5000000000");
    }

    /** A column that one has widened twice is widened once by the other. */
    @Test
    void aTypeIsNotTakenBackByALateChange() {
        TestTable before = created("late", "id Int64", "v Int32");
        assertThat(other.describe(before.table().source())).isPresent();
        alter(before, "Nullable(Int64)");
        TestTable after = TestTable.of(before.table().source(), "id Int64", "v Nullable(Int64)");
        one.insert(after.batch(after.put(3, 1L, 5_000_000_000L)));

        WarehouseColumn nullable = TestTable.column("v Nullable(Int32)");
        other.evolve(new EvolutionPlan(
                List.of(new SchemaChange.DropNotNull(nullable)),
                before.table().with(List.of(before.table().columns().get(0), nullable)),
                TestTable.position(2)));

        assertThat(client.query("SELECT `v`, toTypeName(`v`) AS type FROM `it_writers_raw`.`late`"))
                .extracting(row -> row.text("v") + " " + row.text("type"))
                .containsExactly("5000000000 Nullable(Int64)");
        assertThat(other.describe(before.table().source()).orElseThrow().columns())
                .extracting(column -> column.type().sql())
                .containsExactly("Int64", "Nullable(Int64)");
    }

    @Test
    void nullIsAllowedInEveryTypeOnceItComes() {
        for (String type : List.of("Int32", "LowCardinality(String)", "Decimal(10, 2)", "DateTime64(6, 'UTC')")) {
            TestTable table = created("null_" + type.replaceAll("\\W", ""), "id Int64", "v " + type);
            WarehouseColumn before = table.table().columns().get(1);
            WarehouseColumn after = before.with(TypeMapping.nullable(before.type()));
            one.evolve(new EvolutionPlan(
                    List.of(new SchemaChange.DropNotNull(after)),
                    table.table().with(List.of(table.table().columns().get(0), after)),
                    TestTable.position(2)));

            assertThat(one.describeAgain(table.table().source()).orElseThrow().columns())
                    .extracting(WarehouseColumn::type)
                    .contains(after.type());
        }
    }

    @Test
    void columnsThatCameMeanwhileAreNotLostWithAnotherKey() {
        TestTable before = created("rekeyed", "id Int64", "v Int32");
        WarehouseTable planned = other.describe(before.table().source()).orElseThrow();
        WarehouseColumn more = TestTable.column("more Nullable(String)");
        List<WarehouseColumn> columns = new ArrayList<>(before.table().columns());
        columns.add(more);
        one.evolve(new EvolutionPlan(
                List.of(new SchemaChange.AddColumn(more)), before.table().with(columns), TestTable.position(2)));
        TestTable after = TestTable.of(before.table().source(), "id Int64", "v Int32", "more Nullable(String)");
        one.insert(after.batch(after.put(3, 1L, 2L, "kept")));

        WarehouseTable byOther =
                new WarehouseTable(planned.source(), planned.columns(), List.of("v"), planned.origin());
        other.evolve(new EvolutionPlan(
                List.of(new SchemaChange.ChangeKey(planned, byOther)), byOther, TestTable.position(4)));

        assertThat(client.query("SELECT `more` FROM `it_writers_raw`.`rekeyed`"))
                .extracting(row -> row.text("more"))
                .containsExactly("kept");
    }

    /** Name and type are as they were, the column is another one. */
    @Test
    void whoHasSeenNoRowMeanwhileDoesNotTakeAColumnForTheOneItWas() {
        for (String between : List.of("v int4 = 2", "")) {
            TableId id = new TableId("public", "back" + between.length());
            ChangingTable table = new ChangingTable(client, one, DATABASE, id);
            ChangingTable late = new ChangingTable(client, other, DATABASE, id);
            List.of(table, late).forEach(each -> each.has("id int8 key", "v text = 2"));
            table.insert(1, 100, 1L, "one");
            late.insert(2, 110, 2L, "two");

            table.has(Stream.of("id int8 key", between)
                    .filter(column -> !column.isEmpty())
                    .toArray(String[]::new));
            ChangingTable.Shape middle = table.drops(between.isEmpty() ? new Integer[] {2} : new Integer[] {})
                    .shape();
            table.seen(3, 200);
            table.has("id int8 key", between.isEmpty() ? "v text = 3" : "v text = 2");
            table.insert(4, 300, 3L, "three");
            late.as(middle).seen(5, 200);
            late.as(table.shape()).seen(6, 300);
            late.as(table.shape()).insert(7, 310, 4L, "four");

            assertThat(table.shown()).as(id.table()).contains("id=3 v=three", "id=4 v=four");
        }
    }

    @Test
    void aKeyThatTwoChangeAtOnceLosesNoRow() throws Exception {
        TestTable before = created("both", "id Int64", "v Int32");
        WarehouseTable planned = other.describe(before.table().source()).orElseThrow();
        WarehouseTable after =
                new WarehouseTable(planned.source(), planned.columns(), List.of("v", "id"), planned.origin());
        EvolutionPlan plan =
                new EvolutionPlan(List.of(new SchemaChange.ChangeKey(planned, after)), after, TestTable.position(4));
        insert("both", 0, 20_000);
        CompletableFuture<Void> ofOne = CompletableFuture.runAsync(() -> one.evolve(plan));
        CompletableFuture<Void> ofOther = CompletableFuture.runAsync(() -> other.evolve(plan));
        int rows = 20_000;
        while (!ofOne.isDone() || !ofOther.isDone()) {
            try {
                insert("both", rows, 1);
                rows++;
            } catch (WarehouseException e) {
                // TABLE_UUID_MISMATCH, at the moment of the exchange: the writer repeats it.
                assertThat(e.code()).isEqualTo(ErrorCode.WAREHOUSE_UNAVAILABLE);
            }
        }
        ofOne.get();
        ofOther.get();

        assertThat(client.query("SELECT count() AS n FROM `it_writers_raw`.`both` FINAL"))
                .extracting(row -> row.text("n"))
                .containsExactly(String.valueOf(rows));
        assertThat(
                        client.query(
                                "SELECT `name`, `sorting_key` AS k FROM `system`.`tables` WHERE `database` = 'it_writers_raw'"
                                        + " AND (`name` = 'both' OR endsWith(`name`, ' (new key)')) AND `engine` LIKE '%MergeTree'"))
                .extracting(row -> row.text("k"))
                .containsExactly("v, id");
    }

    private static void insert(String table, int from, int count) {
        client.execute("INSERT INTO " + one.names(new TableId("public", table)).rows()
                + " (`id`, `v`, `_version`) SELECT number, number % 1000, 2 FROM numbers(" + from + ", " + count + ")");
    }

    /** Where the table is as planned, the data is at fault. */
    @Test
    void aDocumentThatIsNoneIsItsRowsFault() {
        TestTable table = created("document", "id Int64", "v JSON");

        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(() -> one.insert(table.batch(table.put(2, 1L, "no document"))))
                .withMessageContaining("code 117");
    }

    private static TestTable created(String name, String... columns) {
        TestTable table = TestTable.of(new TableId("public", name), columns);
        one.evolve(table.creation());
        return table;
    }

    private static void keep(ClickHouseWarehouse warehouse, TestTable table, long version) {
        warehouse.keep(new TableBatch(
                table.table(),
                List.of(),
                Set.of(table.table().source()),
                List.of(table.put(version, version, version))));
    }

    /** Gives the column {@code v} another type. */
    private static void alter(TestTable table, String type) {
        WarehouseTable before = table.table();
        WarehouseColumn after = TestTable.column("v " + type);
        List<WarehouseColumn> columns = new ArrayList<>(before.columns());
        WarehouseColumn former = columns.set(1, after);
        one.evolve(new EvolutionPlan(
                List.of(new SchemaChange.ChangeType(former, after)), before.with(columns), TestTable.position(2)));
    }
}
