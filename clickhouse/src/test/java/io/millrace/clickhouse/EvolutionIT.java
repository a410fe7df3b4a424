package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.event.TableId;
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
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        warehouse = new ClickHouseWarehouse(client, DATABASE, DATABASE);
        warehouse.prepare();
    }

    @AfterAll
    static void close() {
        warehouse.close();
    }

    @Test
    void a_renamed_column_keeps_its_values_and_older_events_land_in_it() {
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
    void a_dropped_column_leaves_the_view_and_one_of_its_name_is_another_one() {
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
    void rows_of_before_show_the_default_of_a_column_that_was_added_with_one() {
        ChangingTable t = table("defaulted");
        t.has("id int8 key");
        t.insert(1, 10, 1L);
        ChangingTable.Shape before = t.shape();
        t.has("id int8 key", "price numeric(10,2) not null missing 5.00");
        t.insert(2, 20, 2L, new java.math.BigDecimal("7.50"));
        t.as(before).insert(3, 15, 3L);

        assertThat(t.shown()).containsExactly("id=1 price=5", "id=2 price=7.5", "id=3 price=5");
        assertThat(t.resyncs()).isEmpty();
    }

    @Test
    void names_that_two_columns_swap_are_followed() {
        ChangingTable t = table("swapped");
        t.has("id int8 key", "a text", "b text");
        t.insert(1, 10, 1L, "a", "b");
        t.has("id int8 key", "b text = 2", "a text = 3");
        t.insert(2, 20, 2L, "a", "b");

        assertThat(t.shown()).containsExactly("id=1 b=a a=b", "id=2 b=a a=b");
    }

    private static ChangingTable table(String name) {
        return new ChangingTable(client, warehouse, DATABASE, new TableId("public", name));
    }
}
