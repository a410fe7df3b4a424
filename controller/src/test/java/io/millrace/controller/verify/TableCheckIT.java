package io.millrace.controller.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.clickhouse.ClickHouseWarehouse;
import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.controller.lease.Lease;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.TableId;
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.type.warehouse.WarehouseType.Array;
import io.millrace.core.type.warehouse.WarehouseType.Nullable;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import io.millrace.postgres.PostgresUrl;
import io.millrace.testkit.ClickHouseExtension;
import io.millrace.testkit.PostgresExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are compared without waiting for a stream, which is not there. */
final class TableCheckIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final long LSN = 42;

    private static ClickHouseClient client;
    private static ClickHouseWarehouse warehouse;
    private static Verification.Tools tools;

    private final List<Long> progress = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        warehouse = new ClickHouseWarehouse(client, "it_checks", "it_checks");
        warehouse.prepare();
        Config config = ConfigReader.read(
                Files.writeString(folder.resolve("millrace.yaml"), """
                        source: {url: '%s', name: 'it_checks'}
                        warehouse: {url: '%s'}
                        """.formatted(POSTGRES.url(), CLICKHOUSE.url())),
                Map.of());
        VerifyLimits limits = VerifyLimits.ofCommand(1_000_000, Optional.empty(), Duration.ZERO);
        tools = new Verification.Tools(
                config,
                warehouse,
                new SourceReaders(PostgresUrl.parse(POSTGRES.url()), Duration.ofSeconds(30)),
                new CatchUpBarrier(config, Optional.empty(), Duration.ofSeconds(1), Duration.ZERO),
                ColumnRules.NONE,
                limits,
                new RateLimiter(limits.rowsPerSecond()),
                Lease.ALWAYS);
    }

    @AfterAll
    static void close() {
        tools.readers().close();
        tools.barrier().close();
        warehouse.close();
    }

    /** Creates the table's copy, with the key {@code id} and a column {@code v}. */
    private TableCheck copied(String name, WarehouseColumn v) {
        TableId id = new TableId("public", name);
        WarehouseTable table =
                new WarehouseTable(id, List.of(new WarehouseColumn("id", Simple.INT32), v), List.of("id"));
        warehouse.evolve(new EvolutionPlan(
                List.of(new SchemaChange.CreateTable(table)), table, new SourcePosition(1, 1, 0, 0, 0)));
        return check(name);
    }

    private TableCheck copied(String name) {
        return copied(name, new WarehouseColumn("v", new Nullable(Simple.STRING)));
    }

    private TableCheck check(String name) {
        return new TableCheck(new TableId("public", name), tools, progress::add);
    }

    private static void insert(String name, int id, String v) {
        client.execute(
                "INSERT INTO " + warehouse.names(new TableId("public", name)).rows() + " (id, v, _version) VALUES ("
                        + id + ", '" + v + "', 5)");
    }

    @Test
    void smallTablesAreProvedEqualTogetherAndTheOthersAreLeft() throws Exception {
        POSTGRES.execute(
                "CREATE TABLE same (id int PRIMARY KEY, v text)",
                "INSERT INTO same VALUES (1, 'a'), (2, 'b')",
                "CREATE TABLE differs (id int PRIMARY KEY, v text)",
                "INSERT INTO differs VALUES (1, 'a')",
                "CREATE TABLE lists (id int PRIMARY KEY, v int[])",
                "CREATE TABLE parts (id int PRIMARY KEY, v text) PARTITION BY LIST (id)",
                "CREATE TABLE uncopied (id int PRIMARY KEY)",
                "CREATE TABLE other_columns (id int PRIMARY KEY, v text, more int)",
                "CREATE TABLE large (id int PRIMARY KEY, v text)",
                "INSERT INTO large SELECT g, 'a' FROM generate_series(1, 20000) g");
        TableCheck same = copied("same");
        insert("same", 1, "a");
        insert("same", 2, "b");
        TableCheck differs = copied("differs");
        insert("differs", 1, "b");
        TableCheck lists = copied("lists", new WarehouseColumn("v", new Array(new Nullable(Simple.INT32))));
        TableCheck parts = copied("parts");
        TableCheck large = copied("large");
        List<TableCheck> group = List.of(
                same, differs, lists, parts, large, check("uncopied"), copied("other_columns"), check("vanished"));

        Map<TableCheck, Outcome> equal = new SmallTables(tools).glance(group, LSN);

        assertThat(equal).containsOnlyKeys(same);
        Outcome outcome = equal.values().iterator().next();
        assertThat(outcome.verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(outcome.sourceRows()).isEqualTo(2);
        assertThat(outcome.warehouseRows()).isEqualTo(2);
        assertThat(outcome.lsn()).isEqualTo(LSN);
        assertThat(outcome.seconds()).isPositive().isGreaterThanOrEqualTo(outcome.sourceSeconds());
        assertThat(outcome.sourceSeconds()).isPositive();
        assertThat(progress).containsExactly(2L);

        assertThat(lists.glance(LSN)).map(Outcome::verdict).contains(Verdict.EQUAL);
        assertThat(parts.glance(LSN)).map(Outcome::verdict).contains(Verdict.EQUAL);
        assertThat(differs.glance(LSN)).isEmpty();
    }

    @Test
    void aTableThatFailsLeavesAllOfItsGroupToBeComparedOneByOne() throws Exception {
        POSTGRES.execute(
                "CREATE TABLE free (id int PRIMARY KEY, v text)", "CREATE TABLE locked (id int PRIMARY KEY, v text)");
        TableCheck free = copied("free");
        TableCheck locked = copied("locked");
        try (Connection other = POSTGRES.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
            assertThatThrownBy(() -> new SmallTables(tools).glance(List.of(free, locked), LSN))
                    .isInstanceOf(SQLException.class);
            assertThat(free.glance(LSN)).map(Outcome::verdict).contains(Verdict.EQUAL);
        }
        assertThat(new SmallTables(tools).glance(List.of(free, locked), LSN)).containsOnlyKeys(free, locked);
    }

    @Test
    void aShapeThatHasChangedSinceTheGlanceIsNotTrusted() throws Exception {
        POSTGRES.execute("CREATE TABLE reshaped (id int PRIMARY KEY, v text)", "INSERT INTO reshaped VALUES (1, 'a')");
        TableCheck check = copied("reshaped");
        assertThat(new SmallTables(tools).glance(List.of(check), LSN)).isEmpty();
        assertThat(check.glance(LSN)).isEmpty();
        assertThat(check.isCurrent()).isTrue();

        POSTGRES.execute("ALTER TABLE reshaped ALTER v TYPE varchar(10)");
        assertThat(check.isCurrent()).isFalse();
        POSTGRES.execute("ALTER TABLE reshaped ALTER v TYPE text");
        assertThat(check.isCurrent()).isTrue();
        POSTGRES.execute("DROP TABLE reshaped");
        assertThat(check.isCurrent()).isFalse();
    }

    @Test
    void theMirroredTableIsReadAgain() throws Exception {
        POSTGRES.execute("CREATE TABLE mirrored (id int PRIMARY KEY, v text)", "INSERT INTO mirrored VALUES (1, 'a')");
        TableCheck check = copied("mirrored");
        warehouse.describeAgain(Set.of(check.table()));
        assertThat(check.glance(LSN)).isEmpty();
        assertThat(check.isCurrent()).isTrue();
        client.execute("ALTER TABLE " + warehouse.names(check.table()).storage() + " ADD COLUMN by_hand IPv4");
        assertThat(check.isCurrent()).isFalse();
    }
}
