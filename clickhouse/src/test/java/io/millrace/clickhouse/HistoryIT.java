package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.client.ClickHouseClient;
import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.Column;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.testkit.ClickHouseExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every version of every row, and a table as it was. Moments are seconds after a beginning. */
final class HistoryIT {
    @RegisterExtension
    static final ClickHouseExtension CLICKHOUSE = new ClickHouseExtension();

    private static final String DATABASE = "it_history";

    private static final AtomicLong OIDS = new AtomicLong(16_000);

    private static final long BEGINNING = 1_700_000_000L;

    private static ClickHouseClient client;
    private static ClickHouseWarehouse warehouse;

    private TableSchema schema = new TableSchema(new TableId("public", "none"), List.of(), List.of());
    private final List<ChangeEvent> batch = new ArrayList<>();
    private boolean keeps = true;
    private long oid = OIDS.incrementAndGet();

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
    void everyVersionIsKeptOnceDeletesAndSupersededOnesIncluded() {
        table("kept", "id int8", "note text");
        insert(1, 1L, "a");
        update(2, 1L, "b");
        update(3, 1L, "c");
        delete(4, 1L);
        for (int i = 0; i < 3; i++) {
            land();
        }

        assertThat(
                        client.query(
                                "SELECT `_op`, ifNull(`note`, '') AS text FROM `it_history_history`.`kept` FINAL ORDER BY `_version`"))
                .extracting(row -> row.text("_op") + row.text("text"))
                .containsExactly("ca", "ub", "uc", "d");
    }

    @Test
    void aTableIsThereAsOfAnyMoment() {
        table("moments", "id int8", "note text");
        insert(1, 1L, "a");
        insert(2, 2L, "a");
        update(3, 1L, "b");
        delete(4, 2L);
        land();
        truncate(6);
        insert(7, 3L, "new");
        land();

        assertThat(at("moments", 0)).isEmpty();
        assertThat(at("moments", 2)).containsExactly("1=a", "2=a");
        assertThat(at("moments", 3)).containsExactly("1=b", "2=a");
        assertThat(at("moments", 5)).containsExactly("1=b");
        assertThat(at("moments", 6)).isEmpty();
        assertThat(at("moments", 9)).containsExactly("3=new");
    }

    @Test
    void itsColumnsFollowTheTable() {
        table("following", "id int8", "note text");
        insert(1, 1L, "a");
        land();
        table("following", "id int8", "note text", "more int4");
        insert(2, 2L, "b", 7L);
        land();

        assertThat(client.query(
                        "SELECT `note`, `more` FROM `it_history_history`.`following` FINAL ORDER BY `_version`"))
                .extracting(row -> row.text("note") + (row.isNull("more") ? "" : row.text("more")))
                .containsExactly("a", "b7");
    }

    @Test
    void valuesThatASupersededChangeDidNotTouchComeFromTheChangeBefore() {
        table("toast", "id int8", "note text", "more int4");
        insert(1, 1L, "big", 1L);
        land();
        partial(2, 1L, RowImage.UNCHANGED, 2L);
        partial(3, 1L, RowImage.UNCHANGED, 3L);
        land();

        assertThat(client.query("SELECT `note`, `more` FROM `it_history_history`.`toast` FINAL ORDER BY `_version`"))
                .extracting(row -> row.text("note") + row.text("more"))
                .containsExactly("big1", "big2", "big3");
    }

    @Test
    void aHistoryBeginsWithTheRowsThatAreThere() {
        keeps = false;
        table("late", "id int8", "note text");
        insert(1, 1L, "a");
        land();
        keeps = true;
        insert(5, 2L, "b");
        land();

        assertThat(at("late", 1)).containsExactly("1=a");
        assertThat(at("late", 5)).containsExactly("1=a", "2=b");
    }

    @Test
    void whereTheKeyChangesTheHistoryGoesOnInAnotherTableAndTheOneOfBeforeStays() {
        described("rekeyed", List.of("id"), "id int8", "part int8");
        insert(1, 1L, 7L);
        update(2, 1L, 8L);
        land();
        described("rekeyed", List.of("id", "part"), "id int8", "part int8");
        insert(10, 1L, 9L);
        land();

        assertThat(parts("rekeyed_until_A")).containsExactly("7", "8");
        assertThat(parts("rekeyed")).containsExactly("8", "9");
    }

    @Test
    void anotherTableOfTheSameNameHasAHistoryOfItsOwn() {
        described("succeeded", List.of("id"), "id int8", "part int8");
        insert(1, 1L, 7L);
        land();
        oid = OIDS.incrementAndGet();
        described("succeeded", List.of("id"), "id int8", "part int8");
        insert(12, 1L, 9L);
        land();

        assertThat(parts("succeeded")).containsExactly("7");
        assertThat(parts("succeeded_" + oid)).containsExactly("9");
    }

    @Test
    void aRenamedTableKeepsItsHistoryWhereItIs() {
        described("named_first", List.of("id"), "id int8", "part int8");
        insert(1, 1L, 7L);
        land();
        described("named_later", List.of("id"), "id int8", "part int8");
        insert(12, 1L, 9L);
        land();

        assertThat(parts("named_first")).containsExactly("7", "9");
    }

    @Test
    void withoutAKeyEachChangeIsKeptOnce() {
        described("unkeyed", List.of(), "id int8", "part int8");
        insert(1, 1L, 7L);
        insert(2, 1L, 7L);
        end(3, 1L, 7L);
        land();
        land();

        assertThat(client.query("SELECT `part`, `_sign` FROM `it_history_history`.`unkeyed` FINAL ORDER BY `_lsn`"))
                .extracting(row -> row.text("part") + " " + row.text("_sign"))
                .containsExactly("7 1", "7 1", "7 -1");
    }

    private static List<String> parts(String history) {
        return client
                .query("SELECT `part` FROM `it_history_history`.`%s` FINAL ORDER BY `_version`".formatted(history))
                .stream()
                .map(row -> row.text("part"))
                .toList();
    }

    /** The query of docs/guides/history.md. */
    private static List<String> at(String table, long second) {
        return client.query("""
                        WITH toDateTime64({moment:Int64}, 6, 'UTC') AS moment
                        SELECT `id`, `note`
                        FROM
                        (
                            SELECT * FROM `it_history_history`.`%1$s` FINAL
                            WHERE `_committed_at` <= moment AND `_op` != 't'
                              AND `_version` > (SELECT max(`_version`) FROM `it_history_history`.`%1$s`
                                                WHERE `_committed_at` <= moment AND `_op` = 't')
                            ORDER BY `_version` DESC
                            LIMIT 1 BY `id`
                        )
                        WHERE NOT `_deleted`
                        ORDER BY `id`""".formatted(table), Map.of("moment", BEGINNING + second)).stream()
                .map(row -> row.text("id") + "=" + row.text("note"))
                .toList();
    }

    private void table(String name, String... columns) {
        List<Column> parsed = new ArrayList<>();
        for (String column : columns) {
            String[] words = column.split(" ", -1);
            String wire = switch (words[1]) {
                case "int8" -> "int64";
                case "int4" -> "int32";
                default -> "string";
            };
            parsed.add(new Column(words[0], new SourceType(words[1], -1, -1, wire, ""), !parsed.isEmpty()));
        }
        schema = new TableSchema(new TableId("public", name), parsed, List.of(0));
        batch.clear();
    }

    /** A table as in the source's catalog, with this key; only columns that are not of the key can be NULL. */
    private void described(String name, List<String> key, String... columns) {
        table(name, columns);
        List<Column> described = new ArrayList<>();
        List<RelationColumn> relationColumns = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (Column column : schema.columns()) {
            int number = described.size() + 1;
            boolean inKey = key.contains(column.name());
            if (inKey) {
                positions.add(described.size());
            }
            described.add(new Column(column.name(), column.type(), !inKey, number));
            relationColumns.add(new RelationColumn(number, column.name(), "bigint", inKey, null, false, ""));
        }
        Relation relation = new Relation(oid, schema.table(), 'f', key, relationColumns, List.of(), false);
        schema = new TableSchema(schema.table(), described, positions, relation);
    }

    private void end(long second, @Nullable Object... values) {
        batch.add(new ChangeEvent.Delete(at(second), position(second), schema, image(RowImage.Kind.FULL, values)));
    }

    private void insert(long second, @Nullable Object... values) {
        batch.add(new ChangeEvent.Insert(at(second), position(second), schema, image(RowImage.Kind.FULL, values)));
    }

    private void update(long second, @Nullable Object... values) {
        batch.add(new ChangeEvent.Update(at(second), position(second), schema, image(RowImage.Kind.FULL, values)));
    }

    private void partial(long second, @Nullable Object... values) {
        batch.add(new ChangeEvent.Update(at(second), position(second), schema, image(RowImage.Kind.PARTIAL, values)));
    }

    private void delete(long second, Object key) {
        @Nullable Object[] values = new Object[schema.columns().size()];
        values[0] = key;
        batch.add(new ChangeEvent.Delete(at(second), position(second), schema, image(RowImage.Kind.KEY_ONLY, values)));
    }

    private void truncate(long second) {
        batch.add(new ChangeEvent.Truncate(at(second), position(second), schema.table()));
    }

    private void land() {
        Landing.land(warehouse, table -> keeps, batch.toArray(ChangeEvent[]::new));
    }

    private static RowImage image(RowImage.Kind kind, @Nullable Object... values) {
        return new RowImage(kind, values, Map.of());
    }

    private static StreamPosition at(long second) {
        return new StreamPosition("changes", 0, second, 1_000);
    }

    private static SourcePosition position(long second) {
        long micros = (BEGINNING + second) * 1_000_000;
        return new SourcePosition(1, second, 0, micros, micros);
    }
}
