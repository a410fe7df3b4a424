package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.event.StreamEpoch;
import io.millrace.core.event.TableId;
import io.millrace.core.plan.WritePlan;
import io.millrace.testkit.ClickHouseExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A source's table that changes, event by event, through planner and warehouse: what the view then shows. */
final class EvolutionIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String DATABASE = "it_evolution";

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
    void aRenamedColumnKeepsItsValuesAndOlderEventsLandInIt() {
        ChangingTable t = table("renamed");
        t.has("id int8 key", "name text");
        t.insert(1, 10, 1L, "a");
        ChangingTable.Shape before = t.shape();
        t.has("id int8 key", "title text = 2");
        t.insert(2, 20, 2L, "b");
        t.as(before).insert(3, 15, 3L, "c");

        assertThat(t.shown()).containsExactly("id=1 title=a", "id=2 title=b", "id=3 title=c");
        assertThat(t.recorded()).containsExactly("create_table", "rename_column title: name -> title");
    }

    @Test
    void aDroppedColumnLeavesTheViewAndOneOfItsNameIsAnotherOne() {
        ChangingTable t = table("dropped");
        t.has("id int8 key", "name text");
        t.insert(1, 10, 1L, "a");
        t.drops(2).has("id int8 key");
        t.insert(2, 20, 2L);
        assertThat(t.shown()).containsExactly("id=1", "id=2");

        t.drops(2).has("id int8 key", "name text = 3");
        t.insert(3, 30, 3L, "new");

        assertThat(t.shown()).containsExactly("id=1 name=null", "id=2 name=null", "id=3 name=new");
        assertThat(client.query("SELECT ifNull(`name`, '') AS name FROM `it_evolution_raw`.`dropped` ORDER BY `id`"))
                .extracting(row -> row.text("name"))
                .containsExactly("a", "", "");
    }

    @Test
    void aColumnPlannedBeforeALaterSchemaCameIsNotShown() {
        ChangingTable t = table("overtaken");
        t.has("id int8 key");
        t.insert(1, 10, 1L);
        t.has("id int8 key", "late text = 2");
        WritePlan slow = t.planInsert(2, 20, 2L, "b");
        t.drops(2).has("id int8 key", "name text = 3");
        t.insert(3, 30, 3L, "c");
        t.carryOut(slow);

        assertThat(t.shown()).containsExactly("id=1 name=null", "id=2 name=null", "id=3 name=c");
    }

    /** As after a restore to before the column was added: the catalog does not tell that there was one. */
    @Test
    void aColumnOfAnEpochThatIsLostIsNotShown() {
        ChangingTable t = table("restored");
        t.has("id int8 key");
        t.insert(1, 10, 1L);
        ChangingTable.Shape before = t.shape();
        t.has("id int8 key", "late text = 2");
        ChangingTable.Shape lost = t.shape();
        t.as(before).insert(2, StreamEpoch.place(5, 1), 2L);
        t.as(lost).insert(3, 20, 3L, "lost");

        assertThat(t.shown()).containsExactly("id=1", "id=2", "id=3");
    }

    @Test
    void rowsOfBeforeShowTheDefaultOfAColumnThatWasAddedWithOne() {
        ChangingTable t = table("defaulted");
        t.has("id int8 key");
        t.insert(1, 10, 1L);
        ChangingTable.Shape before = t.shape();
        t.has("id int8 key", "price numeric(10,2) not null missing 5.00", "d float8 not null missing 1.1");
        t.insert(2, 20, 2L, new java.math.BigDecimal("7.50"), 2.2);
        t.as(before).insert(3, 15, 3L);

        assertThat(t.shown()).containsExactly("id=1 price=5 d=1.1", "id=2 price=7.5 d=2.2", "id=3 price=5 d=1.1");
        assertThat(t.resyncs()).isEmpty();
    }

    @Test
    void namesThatTwoColumnsSwapAreFollowed() {
        ChangingTable t = table("swapped");
        t.has("id int8 key", "a text", "b text");
        t.insert(1, 10, 1L, "a", "b");
        t.has("id int8 key", "b text = 2", "a text = 3");
        t.insert(2, 20, 2L, "a", "b");

        assertThat(t.shown()).containsExactly("id=1 b=a a=b", "id=2 b=a a=b");
    }

    @Test
    void aTypeThatHoldsEveryValueIsChangedInPlaceAndAnOlderEventIsConverted() {
        ChangingTable t = table("widened_type");
        t.has("id int8 key", "n int4");
        t.insert(1, 10, 1L, 7L);
        ChangingTable.Shape before = t.shape();
        t.has("id int8 key", "n int8");
        t.insert(2, 20, 2L, 5_000_000_000L);
        t.as(before).insert(3, 15, 3L, 9L);

        assertThat(t.shown()).containsExactly("id=1 n=7", "id=2 n=5000000000", "id=3 n=9");
        assertThat(t.recorded()).containsExactly("create_table", "change_type n: Nullable(Int32) -> Nullable(Int64)");
        assertThat(t.resyncs()).isEmpty();
    }

    @Test
    void aTypeThatDoesNotGetsAColumnOfItsOwnThatShowsTheCastUntilTheResync() {
        ChangingTable t = table("other_type");
        t.has("id int8 key", "n text");
        t.insert(1, 10, 1L, "7");
        t.insert(2, 11, 2L, "none");
        ChangingTable.Shape before = t.shape();
        t.has("id int8 key", "n int4");
        t.insert(3, 20, 3L, 8L);
        t.as(before).insert(4, 15, 4L, "9");

        assertThat(t.shown()).containsExactly("id=1 n=7", "id=2 n=null", "id=3 n=8", "id=4 n=9");
        assertThat(t.resyncs()).containsExactly("the source has rewritten the column n");
    }

    @Test
    void aTypeOfTheSameFormAsksForAResync() {
        ChangingTable t = table("same_form");
        t.has("id int8 key", "at timestamp");
        t.insert(1, 10, 1L, 0L);
        t.has("id int8 key", "at timestamptz");
        t.insert(2, 20, 2L, 0L);

        assertThat(t.resyncs()).containsExactly("the source may have rewritten the column at");
        assertThat(t.recorded())
                .containsExactly(
                        "create_table", "change_type at: timestamp without time zone -> timestamp with time zone");
    }

    @Test
    void aKeyOfAWiderTypeKeepsEveryRowAndEveryDeletion() {
        ChangingTable t = table("wider_key");
        t.has("id int4 key", "name text");
        t.insert(1, 10, 1L, "a");
        t.insert(2, 11, 2L, "b");
        t.delete(3, 18, 2L, null);
        ChangingTable.Shape before = t.shape();
        t.has("id int8 key", "name text");
        t.insert(4, 20, 5_000_000_000L, "c");
        t.as(before).insert(5, 15, 2L, "late");
        t.as(before).insert(6, 16, 3L, "d");

        assertThat(t.shown()).containsExactly("id=1 name=a", "id=3 name=d", "id=5000000000 name=c");
        assertThat(t.resyncs()).isEmpty();
    }

    @Test
    void anotherPrimaryKeyIsAnotherSortingKey() {
        ChangingTable t = table("other_key");
        t.has("id int8 key", "sku text not null");
        t.insert(1, 10, 1L, "a");
        t.has("id int8 not null", "sku text key");
        t.insert(2, 20, 1L, "b");

        assertThat(t.shown()).containsExactly("id=1 sku=a", "id=1 sku=b");
        assertThat(t.recorded()).containsExactly("create_table", "change_key");
        assertThat(t.resyncs()).containsExactly("the rows have another identity");
    }

    @Test
    void notNullComesAndGoes() {
        ChangingTable t = table("nullable");
        t.has("id int8 key", "name text");
        t.insert(1, 10, 1L, "a");
        ChangingTable.Shape before = t.shape();
        t.has("id int8 key", "name text not null");
        t.insert(2, 20, 2L, "b");
        assertThat(client.query("SELECT toTypeName(name) AS type FROM it_evolution.nullable LIMIT 1"))
                .extracting(row -> row.text("type"))
                .containsExactly("Nullable(String)");
        t.as(before).insert(3, 15, 1L, null);
        t.has("id int8 key", "name text");
        t.insert(4, 30, 3L, null);

        assertThat(t.shown()).containsExactly("id=1 name=null", "id=2 name=b", "id=3 name=null");
    }

    @Test
    void aTableWithoutRowsIsThereAndFollows() {
        ChangingTable t = table("empty_at_first");
        t.has("id int8 key", "name text");
        t.described(1, 10);
        assertThat(t.shown()).isEmpty();
        t.has("id int8 key", "title text = 2", "n int4");
        t.described(2, 20);
        t.insert(3, 30, 1L, "a", 2L);

        assertThat(t.shown()).containsExactly("id=1 title=a n=2");
        assertThat(t.recorded())
                .containsExactly(
                        "create_table", "add_column n:  -> Nullable(Int32)", "rename_column title: name -> title");
    }

    @Test
    void aTableThatGetsAKeyKeepsTheRowsThatAreLeft() {
        ChangingTable t = table("gets_key").identity('f');
        t.has("id int8 not null", "name text");
        t.insert(0, 8, 9L, "truncated");
        t.truncate(9);
        t.insert(1, 10, 1L, "a");
        t.insert(2, 11, 2L, "b");
        t.insert(3, 12, 3L, "c");
        t.end(4, 13, 3L, "c");
        t.has("id int8 key", "name text");
        t.insert(5, 20, 2L, "second");
        t.insert(6, 21, 4L, "d");
        t.delete(7, 22, 4L, null);

        assertThat(t.shown()).containsExactly("id=1 name=a", "id=2 name=second");
        assertThat(t.recorded()).containsExactly("create_table", "change_key");
        assertThat(t.resyncs()).hasSize(1);
    }

    @Test
    void anAppendOnlyTableThatGetsAKeyKeepsItsRows() {
        ChangingTable t = table("grows_until_key");
        t.has("id int8 not null", "name text");
        t.insert(1, 10, 1L, "a");
        t.insert(2, 11, 2L, "b");
        t.has("id int8 key", "name text");
        t.described(3, 20);
        t.insert(4, 21, 2L, "second");

        assertThat(t.shown()).containsExactly("id=1 name=a", "id=2 name=second");
    }

    @Test
    void aTableThatLosesItsKeyCanHaveARowTwice() {
        ChangingTable t = table("loses_key").identity('f');
        t.has("id int8 key", "name text");
        t.insert(1, 10, 1L, "a");
        t.insert(2, 11, 2L, "b");
        t.delete(3, 12, 2L, null);
        t.insert(4, 13, 3L, "c");
        t.has("id int8 not null", "name text");
        t.insert(5, 20, 1L, "a");
        t.end(6, 21, 3L, "c");

        assertThat(t.shown()).containsExactly("id=1 name=a", "id=1 name=a");
        assertThat(t.resyncs()).hasSize(1);
    }

    @Test
    void aTableLosesItsKeyAlsoWhereItsDescriptionComesBeforeItsRows() {
        ChangingTable t = table("told_without_key").identity('f');
        t.has("id int8 key", "name text");
        t.insert(1, 10, 1L, "a");
        t.has("id int8 not null", "name text");
        t.described(2, 30);
        t.insert(3, 20, 2L, "b");
        t.insert(4, 21, 2L, "b");

        assertThat(t.shown()).containsExactly("id=1 name=a", "id=2 name=b", "id=2 name=b");
        assertThat(t.resyncs()).hasSize(1);
    }

    @Test
    void aTableWithoutAKeyKeepsItsRowsUnderAnotherName() {
        ChangingTable t = table("keyless_old").identity('f');
        t.has("a int8", "name text");
        t.insert(1, 10, 1L, "a");
        t.insert(2, 11, 1L, "a");
        t.named(new TableId("public", "keyless_new")).has("a int8", "name text");
        t.end(3, 20, 1L, "a");

        assertThat(t.shown()).containsExactly("a=1 name=a");
    }

    @Test
    void aRenamedTableHasItsViewThereWithItsRowsAndTruncation() {
        ChangingTable t = table("old_name");
        t.has("id int8 key", "name text");
        t.insert(1, 10, 1L, "a");
        t.truncate(11);
        t.insert(2, 12, 2L, "b");
        ChangingTable.Shape before = t.shape();
        t.named(new TableId("billing", "new_name")).has("id int8 key", "name text");
        t.insert(3, 20, 3L, "c");
        t.as(before).insert(4, 15, 4L, "d");

        assertThat(t.shown()).containsExactly("id=2 name=b", "id=3 name=c", "id=4 name=d");
        assertThat(client.query("SELECT `database` FROM `system`.`tables` WHERE `name` = 'old_name'"))
                .extracting(row -> row.text("database"))
                .containsExactly("it_evolution_raw");
    }

    @Test
    void rowsOfARenamedTableNeverLandInTheOneThatHasItsNameThen() {
        ChangingTable old = table("taken");
        old.has("id int4 key", "a text");
        old.insert(1, 10, 1, "old");
        ChangingTable.Shape before = old.shape();
        ChangingTable comer = table("taken").recreate();
        comer.has("id int8 key", "made text not null");
        comer.insert(2, 30, 7L, "new");
        old.as(before).insert(3, 15, 2, "late");
        old.named(new TableId("public", "taken_old")).has("id int4 key", "a text");
        old.insert(4, 40, 3, "renamed");
        comer.insert(5, 50, 8L, "new");

        assertThat(comer.shown()).containsExactly("id=7 made=new", "id=8 made=new");
        assertThat(old.shown()).containsExactly("id=1 a=old", "id=2 a=late", "id=3 a=renamed");
    }

    @Test
    void aDroppedTableKeepsItsDataWithoutAViewAndOneOfItsNameIsAnotherOne() {
        ChangingTable t = table("again");
        t.has("id int8 key", "name text");
        t.insert(1, 10, 1L, "old");
        ChangingTable.Shape before = t.shape();
        t.gone(2, 20);
        assertThat(client.query(
                        "SELECT 1 AS x FROM `system`.`tables` WHERE `database` = 'it_evolution' AND `name` = 'again'"))
                .isEmpty();

        t.recreate().has("id int8 key", "amount int4");
        t.insert(3, 30, 7L, 70L);
        t.as(before).insert(4, 15, 2L, "late");

        assertThat(t.shown()).containsExactly("id=7 amount=70");
        assertThat(client.query("SELECT count() AS n FROM `it_evolution_raw`.`again` FINAL"))
                .extracting(row -> row.integer("n"))
                .containsExactly(2L);
    }

    @Test
    void namesThatTablesSwapAreFollowed() {
        ChangingTable one = table("one");
        one.has("id int8 key", "a text");
        one.insert(1, 10, 1L, "one");
        ChangingTable two = table("two");
        two.has("id int8 key", "b text");
        two.insert(2, 11, 2L, "two");

        two.named(new TableId("public", "one")).has("id int8 key", "b text");
        two.insert(3, 20, 3L, "two");
        one.named(new TableId("public", "two")).has("id int8 key", "a text");
        one.insert(4, 21, 4L, "one");

        assertThat(one.shown()).containsExactly("id=1 a=one", "id=4 a=one");
        assertThat(two.shown()).containsExactly("id=2 b=two", "id=3 b=two");
    }

    private static ChangingTable table(String name) {
        return new ChangingTable(client, warehouse, DATABASE, new TableId("public", name));
    }
}
