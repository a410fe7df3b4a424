package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.Column;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SnapshotMark;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.testkit.ClickHouseExtension;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables without a key: their rows stay as many as they are. */
final class KeylessIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String DATABASE = "it_keyless";

    private static ClickHouseClient client;
    private static ClickHouseWarehouse warehouse;

    private TableSchema schema = new TableSchema(new TableId("public", "none"), List.of(), List.of());
    private long offset;

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
    void equalRowsStayAsManyAsTheyAre() {
        table("equal", 'f', "a int8", "b text");
        insert(10, 100, 0, 1L, "x");
        insert(10, 100, 1, 1L, "x");
        insert(20, 101, 0, 1L, null);
        delete(30, 102, 1L, "x");
        update(40, 103, new Object[] {1L, null}, new Object[] {2L, null});

        assertThat(shown()).containsExactly("1,x", "2,null");
        assertThat(kind()).isEqualTo("multiset");
    }

    @Test
    void changesThatComeTwiceOrInAnotherOrderChangeNothing() {
        table("again", 'f', "a int8");
        delete(30, 102, 1L);
        for (int i = 0; i < 2; i++) {
            insert(10, 100, 0, 1L);
            insert(10, 100, 1, 1L);
            insert(10, 100, 2, 5L);
            delete(30, 102, 1L);
            client.execute("OPTIMIZE TABLE `it_keyless_raw`.`again` FINAL");
        }

        assertThat(shown()).containsExactly("1", "5");
    }

    @Test
    void theEndOfARowCancelsItAlsoWhereTheTableHasChangedSince() {
        table("evolved", 'f', "a int4", "b text");
        insert(10, 100, 0, 1L, "x");
        insert(11, 100, 0, 1L, "y");
        insert(12, 100, 0, 2L, "z");
        table("evolved", 'f', "a int4", "b text", "c numeric(10,2) missing 5.00");
        insert(20, 101, 0, 3L, "x", new java.math.BigDecimal("7.50"));
        delete(30, 102, 1L, "y", new java.math.BigDecimal("5.00"));
        assertThat(shown()).containsExactly("1,x,5", "2,z,5", "3,x,7.5");

        dropped("evolved", List.of(2), "a int8", "c numeric(10,2) missing 5.00 = 3");
        delete(40, 103, 2L, new java.math.BigDecimal("5.00"));
        insert(41, 103, 0, 1L, new java.math.BigDecimal("5.00"));
        delete(42, 103, 1L, new java.math.BigDecimal("5.00"));

        assertThat(shown()).containsExactly("1,5", "3,7.5");
    }

    @Test
    void aTruncationHidesWhatIsOlder() {
        table("truncated", 'f', "a int8");
        insert(10, 100, 0, 1L);
        truncate(20, 101);
        insert(30, 102, 0, 2L);
        insert(12, 100, 0, 3L);

        assertThat(shown()).containsExactly("2");
    }

    @Test
    void withoutFullIdentityEveryInsertIsARow() {
        table("appended", 'd', "a int8");
        insert(10, 100, 0, 1L);
        insert(10, 100, 1, 1L);
        insert(10, 100, 1, 1L);

        assertThat(shown()).containsExactly("1", "1");
        assertThat(kind()).isEqualTo("append-only");
    }

    @Test
    void anAppendOnlyTableThatBecomesFullLosesAndChangesRowsFromThenOn() {
        table("turning", 'd', "a int8");
        insert(10, 100, 0, 1L);
        insert(11, 100, 0, 1L);
        table("turning", 'f', "a int8");
        delete(20, 101, 1L);

        assertThat(shown()).containsExactly("1");
        assertThat(kind()).isEqualTo("multiset");
    }

    @Test
    void whatASnapshotHasSeenCountsOnce() {
        for (char identity : new char[] {'f', 'd'}) {
            table("snapshot_" + identity, identity, "a int8");
            // Between the slot and the snapshot: 100 was over, 103 still ran, then came 106.
            insert(10, 100, 0, 1L);
            insert(12, 103, 0, 2L);
            read(5, 105, 0, 1L);
            read(5, 105, 1, 7L);
            read(5, 105, 2, 7L);
            insert(30, 106, 0, 3L);
            mark(105, 102, 105, List.of(103L), 20);
            insert(14, 101, 0, 7L);

            assertThat(shown()).containsExactly("1", "2", "3", "7", "7");
        }
    }

    @Test
    void rowsOfASnapshotThatWasBrokenOffDoNotCount() {
        table("broken", 'f', "a int8");
        read(5, 105, 0, 1L);
        read(5, 105, 1, 2L);
        read(5, 108, 2, 1L);
        assertThat(shown()).containsExactly("1");
        mark(105, 102, 105, List.of(), 20);
        mark(108, 107, 107, List.of(), 30);

        assertThat(shown()).containsExactly("1");
    }

    @Test
    void aTruncationThatTheSnapshotSawDoesNotHideItsRows() {
        table("truncated_before", 'f', "a int8");
        insert(10, 100, 0, 9L);
        truncate(11, 101);
        insert(12, 102, 0, 1L);
        read(5, 105, 0, 1L);
        mark(105, 103, 103, List.of(), 20);
        assertThat(shown()).containsExactly("1");

        truncate(40, 110);
        assertThat(shown()).isEmpty();
    }

    @Test
    void rowsThatAreLoadedAgainCountFromWhenAllAreThere() {
        table("resynced", 'f', "a int8");
        read(5, 105, 0, 1L);
        mark(105, 102, 102, List.of(), 20);
        insert(30, 110, 0, 2L);
        assertThat(shown()).containsExactly("1", "2");

        land(new ChangeEvent.SnapshotTaken(
                at(), position(1, 52, 0, 0), new SnapshotMark(schema.table(), 0, 120, 112, 112, List.of(), 51, 50)));
        resynced(120, 0, 2L);
        land(new ChangeEvent.Insert(at(), position(55, 60, 121, 0), schema, image(3L)));
        assertThat(shown()).containsExactly("1", "2", "3");

        land(new ChangeEvent.Truncate(at(), position(50, 49, 130, 0), schema.table()));
        assertThat(shown()).containsExactly("2", "3");
    }

    @Test
    void aTableOfEveryTypeCanBeGrouped() {
        table("types", 'f', "a float8", "j jsonb", "t timestamptz", "u uuid");
        Object[] row = {Double.NaN, "{\"k\": [1, 2]}", 5L, new java.util.UUID(1, 2)};
        insert(10, 100, 0, row);
        insert(11, 100, 0, row);
        insert(12, 100, 0, null, null, null, null);
        delete(20, 101, row);

        assertThat(shown()).hasSize(2);
    }

    private void table(String name, char identity, String... columns) {
        shape(name, identity, List.of(), columns);
    }

    private void dropped(String name, List<Integer> numbers, String... columns) {
        shape(name, 'f', numbers, columns);
    }

    private void shape(String name, char identity, List<Integer> dropped, String... columns) {
        TableId id = new TableId("public", name);
        List<RelationColumn> described = new java.util.ArrayList<>();
        List<Column> event = new java.util.ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            String[] words = columns[i].split(" ", -1);
            List<String> all = Arrays.asList(words);
            int number = all.contains("=") ? Integer.parseInt(words[all.indexOf("=") + 1]) : i + 1;
            String missing = all.contains("missing") ? words[all.indexOf("missing") + 1] : null;
            described.add(new RelationColumn(number, words[0], words[1], false, missing, false, ""));
            event.add(new Column(words[0], type(words[1]), true, number));
        }
        Relation relation = new Relation(
                16_000 + Math.floorMod(name.hashCode(), 100_000), id, identity, List.of(), described, dropped, false);
        schema = new TableSchema(id, event, List.of(), relation);
    }

    private static SourceType type(String name) {
        return switch (name) {
            case "int4" -> new SourceType("int4", -1, -1, "int32", "");
            case "int8" -> new SourceType("int8", -1, -1, "int64", "");
            case "float8" -> new SourceType("float8", -1, -1, "double", "");
            case "jsonb" -> new SourceType("jsonb", -1, -1, "string", "io.debezium.data.Json");
            case "timestamptz" -> new SourceType("timestamptz", -1, -1, "string", "io.debezium.time.ZonedTimestamp");
            case "uuid" -> new SourceType("uuid", -1, -1, "string", "io.debezium.data.Uuid");
            case "numeric(10,2)" -> new SourceType("numeric", 10, 2, "string", "");
            default -> new SourceType("text", -1, -1, "string", "");
        };
    }

    private void insert(long lsn, long xid, long ordinal, @Nullable Object... values) {
        land(new ChangeEvent.Insert(at(), position(1, lsn, xid, ordinal), schema, image(values)));
    }

    private void read(long lsn, long xid, long ordinal, @Nullable Object... values) {
        land(new ChangeEvent.SnapshotRead(at(), position(0, lsn, xid, ordinal), schema, image(values)));
    }

    private void resynced(long xid, long ordinal, @Nullable Object... values) {
        land(new ChangeEvent.SnapshotRead(at(), position(50, 50, xid, ordinal), schema, image(values)));
    }

    private void delete(long lsn, long xid, @Nullable Object... values) {
        land(new ChangeEvent.Delete(at(), position(1, lsn, xid, 0), schema, image(values)));
    }

    private void update(long lsn, long xid, @Nullable Object[] before, @Nullable Object[] after) {
        land(new ChangeEvent.Update(at(), position(1, lsn, xid, 0), schema, image(after), image(before)));
    }

    private void truncate(long lsn, long xid) {
        land(new ChangeEvent.Truncate(at(), position(1, lsn, xid, 0), schema.table()));
    }

    private void mark(long xid, long oldest, long next, List<Long> running, long end) {
        SnapshotMark mark = new SnapshotMark(schema.table(), xid, oldest, next, running, end);
        land(new ChangeEvent.SnapshotTaken(at(), position(1, end + 1, 0, 0), mark));
    }

    private void land(ChangeEvent event) {
        Landing.land(warehouse, table -> false, event);
    }

    private static RowImage image(@Nullable Object... values) {
        return new RowImage(RowImage.Kind.FULL, values, Map.of());
    }

    private StreamPosition at() {
        return new StreamPosition("changes", 0, offset++, 1_000);
    }

    private static SourcePosition position(long commit, long lsn, long xid, long ordinal) {
        return new SourcePosition(commit, lsn, xid, 1_700_000_000_000_000L, 1_700_000_000_001_000L, ordinal);
    }

    private List<String> shown() {
        return client.query("SELECT * FROM " + warehouse.names(schema.table()).view() + " ORDER BY ALL").stream()
                .map(row -> String.join(
                        ",",
                        row.columns().stream()
                                .map(column -> row.isNull(column) ? "null" : row.text(column))
                                .toList()))
                .toList();
    }

    private String kind() {
        return client.query(
                        "SELECT `kind` FROM `millrace`.`tables` FINAL WHERE `source_table` = {t:String}",
                        Map.of("t", schema.table().toString()))
                .get(0)
                .text("kind");
    }
}
