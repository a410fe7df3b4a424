package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.clickhouse.bookkeeping.TableRegistry;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.plan.FoundTables;
import io.millrace.core.plan.Truncation;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.testkit.ClickHouseExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many tables that are made, changed and looked up together come out as if each had been on its own. */
final class ManyTablesIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final int MANY = 250;

    private static ClickHouseClient client;
    private static ClickHouseWarehouse warehouse;

    @BeforeAll
    static void open() {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        warehouse = warehouse();
        warehouse.prepare();
    }

    @AfterAll
    static void close() {
        warehouse.close();
    }

    /** As another process sees it: nothing is remembered. */
    private static ClickHouseWarehouse warehouse() {
        return new ClickHouseWarehouse(
                new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url())), "it_many", "it_many");
    }

    @Test
    void manyTablesAreMadeAtOnceAndFoundAgainAtOnce() {
        List<WarehouseTable> tables = IntStream.range(0, MANY)
                .mapToObj(i -> table(10_000 + i, i % 2 == 0 ? "public" : "other", "made_" + i, i % 3 > 0))
                .toList();
        warehouse.evolve(tables.stream().map(table -> creation(table, 10)).toList());

        Map<String, TableRegistry.Entry> registered = new TableRegistry(client)
                .read("it_many").stream().collect(Collectors.toMap(TableRegistry.Entry::sourceTable, entry -> entry));
        for (WarehouseTable table : tables) {
            assertThat(registered.get(table.source().toString()))
                    .extracting(TableRegistry.Entry::state)
                    .as(table.source().toString())
                    .isEqualTo("live");
        }
        assertThat(client.query("SELECT count() AS n FROM system.tables WHERE `engine` = 'View'"
                                + " AND `database` IN ('it_many', 'it_many_other') AND `name` LIKE 'made_%'")
                        .get(0)
                        .integer("n"))
                .isEqualTo(MANY);
        assertThat(client.query("SELECT count() AS n FROM `millrace`.`schema_changes` FINAL WHERE `source` = 'it_many'"
                                + " AND `kind` = 'create_table' AND `source_table` LIKE '%.made_%'")
                        .get(0)
                        .integer("n"))
                .isEqualTo(MANY);
        try (ClickHouseWarehouse other = warehouse()) {
            Set<Long> oids =
                    LongStream.range(10_000, 10_000 + MANY + 50).boxed().collect(Collectors.toSet());
            FoundTables found = other.describe(oids, Set.of(named("made_0"), named("missing")));
            assertThat(found.byOid().values()).containsExactlyInAnyOrderElementsOf(tables);
            assertThat(found.byName()).containsOnlyKeys(named("made_0"));
            assertThat(other.describe(10_000)).contains(tables.get(0));
        }
    }

    @Test
    void plansThatWaitForOneAnotherAreCarriedOutInTheirOrder() {
        WarehouseTable a = table(1, "public", "swap_a", true);
        WarehouseTable b = table(2, "public", "swap_b", true);
        WarehouseTable aside = named(a, "swap_aside", 20);
        WarehouseTable wider = with(
                b, new WarehouseColumn("more", TestTable.column("more Int32").type()), 15);
        warehouse.evolve(List.of(
                creation(a, 10),
                creation(b, 10),
                new EvolutionPlan(
                        List.of(new SchemaChange.AddColumn(
                                wider.columns().get(wider.columns().size() - 1))),
                        wider,
                        position(15)),
                rename(a, aside, 20),
                rename(wider, named(wider, "swap_a", 20), 20),
                rename(aside, named(a, "swap_b", 21), 21)));

        assertThat(columns("it_many", "swap_a")).containsExactly("id", "more");
        assertThat(columns("it_many", "swap_b")).containsExactly("id");
        assertThat(columns("it_many", "swap_aside")).isEmpty();
        assertThat(warehouse.describe(named("swap_a")))
                .map(table -> table.origin().oid())
                .contains(2L);
        assertThat(warehouse.describe(named("swap_b")))
                .map(table -> table.origin().oid())
                .contains(1L);
    }

    @Test
    void aComerTakesTheViewOfTheTableThatHadItsName() {
        WarehouseTable first = table(31, "public", "passed", true);
        warehouse.evolve(List.of(creation(first, 10), creation(table(33, "public", "beside", true), 10)));
        WarehouseTable place = table(32, "public", "passed", true);
        WarehouseTable second =
                place.with(place.origin().storedAt(named("passed_32")).shapedAt(20));
        warehouse.evolve(List.of(creation(table(34, "public", "beside_too", true), 20), creation(second, 20)));

        assertThat(warehouse.describe(named("passed")))
                .map(table -> table.origin().oid())
                .contains(32L);
        assertThat(warehouse.describe(31)).map(table -> table.origin().gone()).contains(true);
        assertThat(client.query("SELECT create_table_query AS q FROM system.tables WHERE `database` = 'it_many'"
                                + " AND `name` = 'passed'")
                        .get(0)
                        .text("q"))
                .contains("passed_32");
    }

    @Test
    void truncationsAndSnapshotsOfManyTablesAreSeenWhenTheyAreLookedUp() {
        List<WarehouseTable> tables = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tables.add(table(500 + i, "public", "cut_" + i, i > 2));
        }
        warehouse.evolve(tables.stream().map(table -> creation(table, 10)).toList());
        for (WarehouseTable table : tables) {
            warehouse.truncate(
                    new Truncation(table.source(), table.origin().oid()),
                    position(100 + table.origin().oid()));
        }
        try (ClickHouseWarehouse other = warehouse()) {
            Set<Long> oids = Set.of(500L, 501L, 502L, 503L, 504L);
            List<String> before = comments("cut_");
            assertThat(other.describe(oids, Set.of()).byOid()).hasSize(5);
            // Nothing was to do: views that this process would make are those that are there.
            assertThat(comments("cut_")).isEqualTo(before);
        }
    }

    @Test
    void whatNoTableCanBeMadeOfFailsAndTheOthersCanBeMadeByThemselves() {
        client.execute("CREATE DATABASE IF NOT EXISTS it_many");
        client.execute("CREATE TABLE IF NOT EXISTS it_many.occupied (a Int8) ENGINE = Memory");
        EvolutionPlan bad = creation(table(41, "public", "occupied", true), 10);
        EvolutionPlan good = creation(table(42, "public", "unoccupied", true), 10);
        assertThatThrownBy(() -> warehouse.evolve(List.of(bad, good)))
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("occupied");
        warehouse.evolve(good);
        assertThat(columns("it_many", "unoccupied")).containsExactly("id");
    }

    private static List<String> comments(String prefix) {
        return client
                .query("SELECT concat(`name`, ' ', `comment`, ' ', toString(`uuid`)) AS c FROM system.tables"
                        + " WHERE `database` = 'it_many' AND `name` LIKE '" + prefix + "%' ORDER BY `name`")
                .stream()
                .map(row -> row.text("c"))
                .toList();
    }

    private static List<String> columns(String database, String view) {
        return client
                .query("SELECT `name` FROM system.columns WHERE `database` = '" + database + "' AND `table` = '" + view
                        + "' ORDER BY `position`")
                .stream()
                .map(row -> row.text("name"))
                .toList();
    }

    private static WarehouseTable table(long oid, String schema, String name, boolean keyed) {
        TableId id = new TableId(schema, name);
        WarehouseTable plain = TestTable.of(id, "id Int64").table();
        return new WarehouseTable(
                id,
                plain.columns(),
                keyed ? plain.key() : List.of(),
                plain.origin().identified(oid, keyed ? 'd' : 'f').shapedAt(10));
    }

    private static WarehouseTable named(WarehouseTable table, String name, long lsn) {
        return new WarehouseTable(
                named(name), table.columns(), table.key(), table.origin().shapedAt(lsn));
    }

    private static WarehouseTable with(WarehouseTable table, WarehouseColumn column, long lsn) {
        List<WarehouseColumn> columns = new ArrayList<>(table.columns());
        columns.add(column);
        return table.with(columns).with(table.origin().shapedAt(lsn));
    }

    private static TableId named(String name) {
        return new TableId("public", name);
    }

    private static EvolutionPlan creation(WarehouseTable table, long lsn) {
        return new EvolutionPlan(List.of(new SchemaChange.CreateTable(table)), table, position(lsn));
    }

    private static EvolutionPlan rename(WarehouseTable before, WarehouseTable after, long lsn) {
        return new EvolutionPlan(List.of(new SchemaChange.RenameTable(before, after)), after, position(lsn));
    }

    private static SourcePosition position(long lsn) {
        return new SourcePosition(1, lsn, 0, 1_700_000_000_000_000L, 1_700_000_000_001_000L);
    }
}
