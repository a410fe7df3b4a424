package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.clickhouse.client.ClickHouseConfig;
import io.millrace.core.error.ErrorCode;
import io.millrace.core.event.ChangeEvent.Update;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.TableId;
import io.millrace.core.warehouse.WarehouseException;
import io.millrace.testkit.ClickHouseExtension;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Updates that do not carry the TOAST values which they did not touch. */
final class EarlierVersionsIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final AtomicInteger TABLES = new AtomicInteger();
    private static final Object UNCHANGED = RowImage.UNCHANGED;

    private static ClickHouseClient client;
    private static ClickHouseWarehouse warehouse;

    @BeforeAll
    static void open() {
        client = new ClickHouseClient(ClickHouseConfig.of(CLICKHOUSE.url()));
        warehouse = new ClickHouseWarehouse(client, "it_earlier", "it_earlier");
        warehouse.prepare();
    }

    @AfterAll
    static void close() {
        warehouse.close();
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                arguments("Int64", -5L),
                arguments("UInt64", -1L),
                arguments("Bool", true),
                arguments("String", "it's \\ `k`\n\0é"),
                arguments("UUID", UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")),
                arguments("Date32", -20000L),
                arguments("DateTime64(6, 'UTC')", -1L),
                arguments("DateTime64(6, 'UTC')", 1_700_000_000_123_456L),
                arguments("Decimal(38, 4)", new BigDecimal("-12345678901234567890.1234")),
                arguments("Float64", 0.1));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void values_come_from_the_version_before(String type, Object key) {
        TestTable docs = created("id " + type, "state String", "body Nullable(String)");
        byte[] binary = {0, (byte) 0xff, (byte) 0xfe};
        warehouse.insert(docs.batch(docs.put(1, key, "old", "older")));
        warehouse.insert(docs.batch(docs.put(2, key, "new", binary)));
        warehouse.insert(docs.batch(docs.put(9, key, "newer", "newer")));

        warehouse.insert(docs.batch(docs.partial(3, key, "changed", UNCHANGED)));

        assertThat(client.query(
                        "SELECT `state`, hex(`body`) AS body FROM " + storage(docs) + " WHERE `_version` = {v:UInt128}",
                        Map.of("v", TestTable.version(3))))
                .extracting(row -> row.text("state") + " " + row.text("body"))
                .containsExactly("changed 00FFFE");
    }

    @Test
    void values_of_every_type_and_their_misfits_are_kept() {
        TestTable docs = created(
                "id Int64",
                "a Nullable(String)",
                "b JSON",
                "c Array(Nullable(Decimal(20, 2)))",
                "d Decimal(76, 3)",
                "e Map(LowCardinality(String), String)");
        Update first = (Update) docs.put(
                1,
                1L,
                null,
                "{\"x\":[1,2]}",
                List.of(new BigDecimal("1.25")),
                new BigDecimal("-7.125"),
                Map.of("k", "v"));
        warehouse.insert(docs.batch(first.with(new RowImage(
                RowImage.Kind.FULL, first.row().values(), Map.of("a", "the text", "id", "of another column")))));

        warehouse.insert(docs.batch(docs.partial(2, 1L, UNCHANGED, UNCHANGED, UNCHANGED, UNCHANGED, UNCHANGED)));

        assertThat(client.query("SELECT *, `_misfits` AS m FROM " + storage(docs) + " FINAL"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.isNull("a")).isTrue();
                    assertThat(row.text("b")).isEqualTo("{\"x\":[\"1\",\"2\"]}");
                    assertThat(row.text("c")).isEqualTo("[\"1.25\"]");
                    assertThat(row.text("d")).isEqualTo("-7.125");
                    assertThat(row.text("e")).isEqualTo("{\"k\":\"v\"}");
                    assertThat(row.text("m")).isEqualTo("{\"a\":\"the text\"}");
                });
    }

    @Test
    void a_replay_takes_the_values_from_the_row_it_wrote_before() {
        TestTable docs = created("id Int64", "state String", "body String");
        warehouse.insert(docs.batch(docs.put(1, 1L, "old", "body")));
        warehouse.insert(docs.batch(docs.partial(2, 1L, "new", UNCHANGED)));
        client.execute("OPTIMIZE TABLE " + storage(docs) + " FINAL");

        warehouse.insert(docs.batch(docs.partial(2, 1L, "new", UNCHANGED)));

        assertThat(client.query("SELECT * FROM " + view(docs)))
                .extracting(row -> row.text("state") + " " + row.text("body"))
                .containsExactly("new body");
    }

    @Test
    void a_replay_of_what_is_superseded_changes_nothing() {
        TestTable docs = created("id Int64", "state String", "body String");
        warehouse.insert(docs.batch(docs.put(1, 1L, "old", "body")));
        warehouse.insert(docs.batch(docs.put(5, 1L, "newest", "other")));
        client.execute("OPTIMIZE TABLE " + storage(docs) + " FINAL");

        warehouse.insert(docs.batch(docs.partial(2, 1L, "new", UNCHANGED), docs.put(6, 2L, "another", "row")));

        assertThat(client.query("SELECT * FROM " + view(docs) + " ORDER BY `id`"))
                .extracting(row -> row.text("state") + " " + row.text("body"))
                .containsExactly("newest other", "another row");
    }

    @Test
    void a_row_without_an_earlier_version_is_rejected_and_lands_neither_as_null_nor_otherwise() {
        TestTable docs = created("id Int64", "state String", "body Nullable(String)");
        warehouse.insert(docs.batch(docs.delete(1, 2L, null, null)));

        for (long id : new long[] {1, 2}) {
            assertThatExceptionOfType(WarehouseException.class)
                    .isThrownBy(() -> warehouse.insert(docs.batch(docs.partial(3, id, "new", UNCHANGED))))
                    .withMessageContaining("body")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUES_MISSING));
        }
        assertThat(client.query("SELECT * FROM " + view(docs))).isEmpty();
    }

    private static TestTable created(String... columns) {
        TestTable table = TestTable.of(new TableId("public", "t" + TABLES.incrementAndGet()), columns);
        warehouse.evolve(table.creation());
        return table;
    }

    private static String view(TestTable table) {
        return warehouse.names(table.table().source()).view();
    }

    private static String storage(TestTable table) {
        return warehouse.names(table.table().source()).storage();
    }
}
