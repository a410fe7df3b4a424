package io.millrace.postgres.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.event.TableId;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import io.millrace.core.verify.ChunkSum;
import io.millrace.core.verify.ComparedTable;
import io.millrace.postgres.PostgresUrl;
import io.millrace.testkit.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RowSourceIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = new PostgresExtension();

    @BeforeEach
    void tables() {
        POSTGRES.execute(
                "CREATE TABLE ten (id int PRIMARY KEY, v text)",
                "INSERT INTO ten SELECT g, 'v' || g FROM generate_series(1, 10) g",
                "CREATE TABLE eleven (id int PRIMARY KEY, v text)",
                "INSERT INTO eleven SELECT g, NULL FROM generate_series(1, 11) g",
                "CREATE TABLE nobody (id int PRIMARY KEY, v text)",
                "CREATE TABLE heir (more int) INHERITS (ten)",
                "INSERT INTO heir VALUES (99, 'not its own', 1)",
                "CREATE TABLE parts (id int, v text) PARTITION BY LIST (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)",
                "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES IN (2)",
                "INSERT INTO parts VALUES (1, 'a'), (2, 'b'), (2, 'b')");
    }

    @AfterEach
    void drop() {
        POSTGRES.execute("DROP TABLE ten, eleven, nobody, heir, parts CASCADE");
    }

    private static List<ComparedTable> tables(String... names) throws Exception {
        List<ComparedTable> tables = new ArrayList<>();
        try (Connection connection = PostgresUrl.parse(POSTGRES.url()).connect()) {
            List<TableId> ids = List.of(names).stream()
                    .map(name -> new TableId("public", name))
                    .toList();
            Map<TableId, TableShape> shapes = TableShape.read(connection, ids);
            for (TableId id : ids) {
                TableShape shape = Optional.ofNullable(shapes.get(id)).orElseThrow();
                WarehouseTable copy = new WarehouseTable(
                        id,
                        List.of(new WarehouseColumn("id", Simple.INT32), new WarehouseColumn("v", Simple.STRING)),
                        shape.partitioned() ? List.of() : List.of("id"));
                tables.add(ComparedTable.of(
                        shape.schema(),
                        shape.bytewise(),
                        shape.generated(),
                        shape.partitioned(),
                        ColumnRules.NONE,
                        copy));
            }
        }
        return tables;
    }

    private static RowSource source() {
        return new RowSource(PostgresUrl.parse(POSTGRES.url()), Duration.ofSeconds(30));
    }

    @Test
    void theSumsOfSmallTablesAreThoseOfEachByItself() throws Exception {
        try (RowSource source = source()) {
            List<ComparedTable> tables = tables("eleven", "nobody", "ten", "parts");
            List<Optional<ChunkSum>> sums = source.sums(tables, 10);
            assertThat(sums.get(0)).as("one row too many").isEmpty();
            for (int i = 1; i < tables.size(); i++) {
                assertThat(sums.get(i)).contains(source.sum(tables.get(i), null, null));
            }
            assertThat(sums.stream().map(sum -> sum.map(ChunkSum::rows).orElse(-1L)))
                    .containsExactly(-1L, 0L, 10L, 3L);
            assertThat(source.sums(tables, 11).get(0)).contains(source.sum(tables.get(0), null, null));
            assertThat(source.sums(List.of(), 10)).isEmpty();
            assertThat(source.busySeconds()).isPositive();
        }
    }

    @Test
    void aLockedTableIsNotWaitedForWithOthersAndTheNextReadSucceeds() throws Exception {
        List<ComparedTable> tables = tables("ten", "nobody");
        try (RowSource source = source();
                Connection other = POSTGRES.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE nobody IN ACCESS EXCLUSIVE MODE");
            assertThatThrownBy(() -> source.sums(tables, 10))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
            assertThat(source.sums(tables.subList(0, 1), 10).get(0)).isPresent();
            other.rollback();
            assertThat(source.sums(tables, 10)).allMatch(Optional::isPresent);
        }
    }
}
