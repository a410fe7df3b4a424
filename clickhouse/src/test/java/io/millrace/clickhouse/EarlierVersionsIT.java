package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.ChangeEvent.SnapshotRead;
import io.millrace.core.event.ChangeEvent.Update;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.plan.Origin;
import io.millrace.core.plan.TableBatch;
import io.millrace.testkit.ClickHouseExtension;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        client = new ClickHouseClient(TestCluster.config(CLICKHOUSE.url()));
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
    void valuesComeFromTheVersionBefore(String type, Object key) {
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
    void valuesOfEveryTypeAndTheirRescuedTextsAreKept() {
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

        assertThat(client.query("SELECT *, `_rescued` AS m FROM " + storage(docs) + " FINAL"))
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
    void aReplayTakesTheValuesFromTheRowItWroteBefore() {
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
    void aReplayOfWhatIsSupersededChangesNothing() {
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
    void aRowWithoutAnEarlierVersionIsReportedAndDoesNotLand() {
        TestTable docs = created("id Int64", "state String", "body Nullable(String)");
        warehouse.insert(docs.batch(docs.delete(1, 2L, null, null)));

        for (long id : new long[] {1, 2}) {
            RowChange change = docs.partial(3, id, "new", UNCHANGED);
            assertThat(warehouse.insert(docs.batch(change, docs.put(4, 3L, "another", "row"))))
                    .containsExactly(change);
        }
        assertThat(client.query("SELECT * FROM " + view(docs)))
                .extracting(row -> row.text("state"))
                .containsExactly("another");
    }

    @Test
    void whatOnlyTheSourceHasKeepsOlderValuesOfItsOtherColumnsFromBeingTaken() {
        TestTable docs = created("id Int64", "body Nullable(String)", "more Nullable(String)");
        RowChange change = docs.partial(30, 1L, UNCHANGED, "x".repeat(1000));
        assertThat(warehouse.insert(docs.batch(change))).containsExactly(change);
        warehouse.insert(docs.batch(docs.put(20, 1L, "old", "old")));

        RowChange next = docs.partial(40, 1L, UNCHANGED, UNCHANGED);
        assertThat(warehouse.insert(docs.batch(next))).containsExactly(next);
    }

    @Test
    void aRowFromAnotherKeyIsCompletedFromThereAndNotFromWhatStoodUnderItsOwn() {
        TestTable docs = created("id Int64", "state String", "body Nullable(String)");
        warehouse.insert(docs.batch(docs.put(1, 1L, "a", "of 1"), docs.put(2, 2L, "b", "of 2")));

        Delete left = (Delete) docs.delete(16, 1L, null, null);
        RowChange arrived = docs.partial(16, 2L, "moved", UNCHANGED);
        assertThat(warehouse.insert(moved(docs, arrived, Optional.of(left), left)))
                .isEmpty();
        assertThat(rows(docs)).containsExactly("2 moved of 1");

        // The same again, as after a crash: what it wrote before is what it writes.
        warehouse.insert(moved(docs, docs.partial(16, 2L, "moved", UNCHANGED), Optional.of(left), left));
        assertThat(rows(docs)).containsExactly("2 moved of 1");
    }

    @Test
    void aRowThatHasLeftItsKeyInAnEarlierBatchIsAskedForAndEndsWhatStoodThere() {
        TestTable docs = created("id Int64", "state String", "body Nullable(String)");
        warehouse.insert(docs.batch(docs.put(1, 1L, "a", "of 1"), docs.put(2, 2L, "b", "of 2")));
        Delete left = (Delete) docs.delete(16, 1L, null, null);
        warehouse.insert(docs.batch(left));

        RowChange arrived = docs.partial(16, 2L, "moved", UNCHANGED);
        for (Optional<Delete> origin : List.of(Optional.of(left), Optional.<Delete>empty())) {
            assertThat(warehouse.insert(moved(docs, arrived, origin))).containsExactly(arrived);
            assertThat(rows(docs)).isEmpty();
        }

        // What follows is not completed from the row that stood there before either.
        RowChange next = docs.partial(24, 2L, "next", UNCHANGED);
        assertThat(warehouse.insert(docs.batch(next))).containsExactly(next);
        // Until it has been read from the source.
        warehouse.insert(docs.batch(docs.put(32, 2L, "read", "of 1")));
        assertThat(warehouse.insert(docs.batch(docs.partial(40, 2L, "later", UNCHANGED))))
                .isEmpty();
        assertThat(rows(docs)).containsExactly("2 later of 1");
    }

    @Test
    void aLoadedRowIsNotTakenAlongByWhatItsSnapshotMayHaveSeen() {
        TestTable docs = created("id Int64", "state String", "body Nullable(String)");
        warehouse.insert(docs.batch(loaded(docs, 0, 80, 1L), loaded(docs, 0, 80, 2L)));

        Delete early = (Delete) docs.delete(72, 1L, null, null);
        RowChange unsure = docs.partial(72, 10L, "moved", UNCHANGED);
        assertThat(warehouse.insert(moved(docs, unsure, Optional.of(early), early)))
                .containsExactly(unsure);
        Delete late = (Delete) docs.delete(88, 2L, null, null);
        assertThat(warehouse.insert(moved(docs, docs.partial(88, 20L, "moved", UNCHANGED), Optional.of(late), late)))
                .isEmpty();
        assertThat(rows(docs)).containsExactly("20 moved loaded");
    }

    @Test
    void anUpdateThatALoadMayHaveOvertakenCountsAsLoaded() {
        TestTable docs = created("id Int64", "state String", "body Nullable(String)");
        warehouse.insert(docs.batch(loaded(docs, 0, 80, 1L)));
        warehouse.insert(docs.batch(docs.partial(72, 1L, "early", UNCHANGED)));
        warehouse.insert(docs.batch(docs.partial(96, 1L, "late", UNCHANGED)));
        assertThat(client.query("SELECT `_op`, `state` FROM " + storage(docs) + " FINAL"))
                .extracting(row -> row.text("_op") + " " + row.text("state"))
                .containsExactly("r late");

        Delete left = (Delete) docs.delete(104, 1L, null, null);
        RowChange moved = docs.partial(104, 3L, "moved", UNCHANGED);
        assertThat(warehouse.insert(moved(docs, moved, Optional.of(left), left)))
                .containsExactly(moved);
    }

    @Test
    void keysOfFloatsAreFoundWhateverTheSignOfZeroAndForNoNumber() {
        for (String type : List.of("Float64", "Float32")) {
            TestTable docs = created("id " + type, "state String", "body Nullable(String)");
            warehouse.insert(docs.batch(docs.put(1, 0.0, "old", "of 0"), docs.put(2, Double.NaN, "old", "of NaN")));
            assertThat(warehouse.insert(docs.batch(
                            docs.partial(8, -0.0, "new", UNCHANGED), docs.partial(9, Double.NaN, "new", UNCHANGED))))
                    .isEmpty();
            assertThat(client.query(
                            "SELECT toString(`id`) AS i, `state`, `body` FROM " + view(docs) + " ORDER BY `body`"))
                    .extracting(row -> row.text("i") + " " + row.text("state") + " " + row.text("body"))
                    .containsExactly("-0 new of 0", "nan new of NaN");
        }
    }

    private static TableBatch moved(TestTable table, RowChange arrived, Optional<Delete> origin, RowChange... others) {
        List<RowChange> changes = new ArrayList<>(List.of(others));
        changes.add(arrived);
        return new TableBatch(
                table.table(),
                changes,
                Set.of(table.table().source()),
                List.of(),
                Map.of(arrived.at(), new Origin(origin)));
    }

    private static RowChange loaded(TestTable table, long watermark, long end, long id) {
        return new SnapshotRead(
                new StreamPosition("topic", 0, 0, 1_000),
                SourcePosition.ofLoad(watermark, end, 0, 1_700_000_000_000_000L, 1_700_000_000_001_000L, 0),
                table.schema(),
                new RowImage(RowImage.Kind.FULL, new Object[] {id, "read", "loaded"}, Map.of()));
    }

    private static List<String> rows(TestTable table) {
        return client.query("SELECT * FROM " + view(table) + " ORDER BY `id`").stream()
                .map(row -> row.text("id") + " " + row.text("state") + " " + row.text("body"))
                .toList();
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
