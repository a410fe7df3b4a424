package io.millrace.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.ColumnBinding;
import io.millrace.core.evolve.Evolution;
import io.millrace.core.evolve.SchemaChange;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.TypeMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WritePlannerTest {
    private static final TableId TABLE = new TableId("public", "orders");
    private static final TableSchema NARROW =
            schema(List.of(0), column("id", "int64", false), column("note", "string", true));
    private static final TableSchema WIDE = schema(
            List.of(0), column("id", "int64", false), column("note", "string", true), column("extra", "int32", true));

    private final WritePlanner planner = new WritePlanner();
    private long offset;

    @Test
    void aNewTableIsCreatedOnceAndItsRowsFollow() {
        WritePlan plan = plan(Map.of(), insert(NARROW, 10, 1L, "a"), insert(NARROW, 11, 2L, "b"));
        assertThat(plan.evolutions()).hasSize(1);
        assertThat(plan.evolutions().get(0).changes().get(0)).isInstanceOf(SchemaChange.CreateTable.class);
        assertThat(plan.batches()).hasSize(1);
        assertThat(plan.batches().get(0).changes()).hasSize(2);
        assertThat(plan.batches().get(0).incomplete()).isEmpty();
    }

    @Test
    void aKnownTableIsLeftAsItIs() {
        assertThat(plan(stored(NARROW), insert(NARROW, 10, 1L, "a")).evolutions())
                .isEmpty();
    }

    @Test
    void aSchemaThatRowsElsewhereHaveIsFollowedAsByThese() {
        WritePlan seen = plan(stored(NARROW), new ChangeEvent.SchemaSeen(at(), position(11), WIDE));
        WritePlan row = plan(stored(NARROW), insert(WIDE, 11, 2L, "b", 5L));
        assertThat(seen.evolutions()).isEqualTo(row.evolutions()).hasSize(1);
        assertThat(seen.batches()).isEmpty();
    }

    @Test
    void rowsOfOldAndNewSchemaShareTheWidenedTable() {
        WritePlan plan = plan(
                stored(NARROW),
                insert(NARROW, 10, 1L, "a"),
                insert(WIDE, 11, 2L, "b", 5L),
                insert(NARROW, 12, 3L, "c"));
        assertThat(plan.evolutions()).hasSize(1);
        assertThat(plan.batches().get(0).table().columns()).hasSize(3);
        assertThat(plan.batches().get(0).changes()).hasSize(3);
    }

    @Test
    void ofSeveralChangesOfOneKeyTheHighestVersionIsWritten() {
        WritePlan plan = plan(
                stored(NARROW),
                insert(NARROW, 10, 1L, "a"),
                update(NARROW, 12, 1L, "c"),
                update(NARROW, 11, 1L, "b"),
                insert(NARROW, 13, 2L, "other"));
        assertThat(values(plan)).containsExactly(List.of(1L, "c"), List.of(2L, "other"));
    }

    @Test
    void aDeleteBehindAnInsertWins() {
        ChangeEvent delete =
                new ChangeEvent.Delete(at(), position(11), NARROW, image(RowImage.Kind.KEY_ONLY, 1L, null));
        WritePlan plan = plan(stored(NARROW), insert(NARROW, 10, 1L, "a"), delete);
        assertThat(plan.batches().get(0).changes()).singleElement().isInstanceOf(ChangeEvent.Delete.class);
    }

    @Test
    void anUntouchedValueComesFromAnEarlierChangeOfTheBatch() {
        WritePlan plan =
                plan(stored(WIDE), insert(WIDE, 10, 1L, "big", 5L), update(WIDE, 11, 1L, RowImage.UNCHANGED, 6L));
        RowChange row = plan.batches().get(0).changes().get(0);
        assertThat(row.row().kind()).isEqualTo(RowImage.Kind.FULL);
        assertThat(row.row().values()).containsExactly(1L, "big", 6L);
    }

    @Test
    void itsRescuedTextComesAlong() {
        RowImage first = new RowImage(RowImage.Kind.FULL, new Object[] {1L, "near", 5L}, Map.of("note", "exact"));
        ChangeEvent insert = new ChangeEvent.Insert(at(), position(10), WIDE, first);
        WritePlan plan = plan(stored(WIDE), insert, update(WIDE, 11, 1L, RowImage.UNCHANGED, 6L));
        assertThat(plan.batches().get(0).changes().get(0).row().rescued()).containsEntry("note", "exact");
    }

    @Test
    void anUntouchedValueThatTheBatchLacksIsLeftToTheWarehouse() {
        WritePlan plan = plan(stored(WIDE), update(WIDE, 11, 1L, RowImage.UNCHANGED, 6L));
        RowChange row = plan.batches().get(0).incomplete().get(0);
        assertThat(Completion.missing(row, binding(plan)))
                .extracting(WarehouseColumn::name)
                .containsExactly("note");
        Map<String, @Nullable Object> fetched = new HashMap<>();
        fetched.put("note", "from storage");
        RowChange complete =
                Completion.complete(row, binding(plan), fetched, Map.of("note", "exact", "extra", "not taken"));
        assertThat(complete.row().kind()).isEqualTo(RowImage.Kind.FULL);
        assertThat(complete.row().values()).containsExactly(1L, "from storage", 6L);
        assertThat(complete.row().rescued()).containsExactlyEntriesOf(Map.of("note", "exact"));
    }

    @Test
    void aStoredNullCompletesARowAndAMissingColumnDoesNot() {
        WritePlan plan = plan(stored(WIDE), update(WIDE, 11, 1L, RowImage.UNCHANGED, 6L));
        RowChange row = plan.batches().get(0).incomplete().get(0);
        Map<String, @Nullable Object> storedNull = new HashMap<>();
        storedNull.put("note", null);
        assertThat(Completion.complete(row, binding(plan), storedNull, Map.of())
                        .row()
                        .values())
                .containsExactly(1L, null, 6L);
        assertThat(Completion.complete(row, binding(plan), Map.of(), Map.of())
                        .row()
                        .kind())
                .isEqualTo(RowImage.Kind.PARTIAL);
    }

    @Test
    void valuesOfAnOlderTypeAreConvertedToTheTypeThatTookItsPlace() {
        TableSchema changed = schema(List.of(0), column("id", "int64", false), column("note", "int32", true));
        WritePlan plan = plan(stored(changed), insert(NARROW, 10, 1L, "42"), insert(changed, 11, 2L, 43L));
        assertThat(plan.evolutions()).hasSize(2);
        assertThat(values(plan)).containsExactly(List.of(1L, 42L), List.of(2L, 43L));
    }

    @Test
    void aKeyOfAWiderTypeWidensTheTablesKey() {
        TableSchema small = schema(List.of(0), column("id", "int32", false));
        TableSchema big = schema(List.of(0), column("id", "int64", false));
        WritePlan plan = plan(stored(small), insert(big, 10, 5_000_000_000L), insert(small, 9, 5L));
        assertThat(plan.evolutions().get(0).changes()).hasAtLeastOneElementOfType(SchemaChange.ChangeKey.class);
        assertThat(plan.deadLetters()).isEmpty();
        assertThat(values(plan)).containsExactly(List.of(5_000_000_000L), List.of(5L));
    }

    @Test
    void aColumnThatMustShowNullForAValueBecomesNullable() {
        TableSchema schema = schema(List.of(0), column("id", "int64", false), column("day", "int32", false));
        RowImage image = new RowImage(RowImage.Kind.FULL, new Object[] {1L, null}, Map.of("day", "infinity"));
        WritePlan plan = plan(
                stored(schema), insert(schema, 10, 2L, 7L), new ChangeEvent.Insert(at(), position(11), schema, image));

        assertThat(plan.evolutions()).singleElement().satisfies(steps -> {
            assertThat(steps.changes()).singleElement().isInstanceOf(SchemaChange.DropNotNull.class);
            assertThat(steps.wantsResync()).isFalse();
        });
        TableBatch batch = plan.batches().get(0);
        assertThat(batch.table().columns().get(1).type().sql()).isEqualTo("Nullable(Int32)");
        assertThat(batch.changes().get(1).row().rescued()).containsEntry("day", "infinity");
        assertThat(plan(Map.of(TABLE, batch.table()), new ChangeEvent.Insert(at(), position(12), schema, image))
                        .evolutions())
                .isEmpty();
    }

    @Test
    void aKeyThatItsTypeDoesNotHoldIsTextFromThenOn() {
        Column day = new Column("day", new SourceType("date", -1, -1, "int32", "io.debezium.time.Date"), false);
        TableSchema schema = schema(List.of(0), day, column("v", "int64", false));
        RowImage endless = new RowImage(RowImage.Kind.FULL, new Object[] {null, 5L}, Map.of("day", "infinity"));
        RowImage ended = new RowImage(RowImage.Kind.KEY_ONLY, new Object[] {null, null}, Map.of("day", "-infinity"));
        WritePlan plan = plan(
                stored(schema),
                insert(schema, 10, 0L, 1L),
                new ChangeEvent.Insert(at(), position(11), schema, endless),
                new ChangeEvent.Delete(at(), position(12), schema, ended));

        assertThat(plan.deadLetters()).isEmpty();
        assertThat(plan.evolutions())
                .singleElement()
                .satisfies(steps ->
                        assertThat(steps.changes()).singleElement().isInstanceOf(SchemaChange.ChangeKey.class));
        assertThat(plan.batches().get(0).changes())
                .extracting(change -> change.row().values()[0])
                .containsExactly("1970-01-01", "infinity", "-infinity");
        assertThat(plan.batches().get(0).changes())
                .allSatisfy(change -> assertThat(change.row().rescued()).isEmpty());
        // A schema that comes later does not make it a date again.
        WarehouseTable text = plan.batches().get(0).table();
        TableSchema wider = schema(List.of(0), day, column("v", "int64", false), column("w", "int64", true));
        WritePlan later = plan(Map.of(TABLE, text), insert(wider, 13, 0L, 1L, 2L));
        assertThat(later.batches().get(0).table().columns().get(0).type().sql()).isEqualTo("String");
        assertThat(later.evolutions())
                .singleElement()
                .satisfies(steps ->
                        assertThat(steps.changes()).singleElement().isInstanceOf(SchemaChange.AddColumn.class));
    }

    @Test
    void bytesInAKeyCompareByContent() {
        TableSchema binary = schema(List.of(0), column("id", "bytes", false));
        WritePlan plan = plan(stored(binary), insert(binary, 10, (Object) new byte[] {1}), update(binary, 11, (Object)
                new byte[] {1}));
        assertThat(plan.batches().get(0).changes()).hasSize(1);
    }

    @Test
    void theHighestTruncationOfATableCounts() {
        ChangeEvent first = new ChangeEvent.Truncate(at(), position(10), TABLE);
        ChangeEvent second = new ChangeEvent.Truncate(at(), position(20), TABLE);
        assertThat(plan(Map.of(), second, first).truncations()).containsEntry(new Truncation(TABLE, 0), position(20));
    }

    @Test
    void heartbeatsAndMessagesNeedNothing() {
        WritePlan plan = plan(
                Map.of(),
                new ChangeEvent.Heartbeat(at(), position(1)),
                new ChangeEvent.Message(at(), position(2), "p", "c"));
        assertThat(plan).isEqualTo(new WritePlan(List.of(), List.of(), Map.of(), List.of(), List.of(), List.of()));
    }

    private WritePlan plan(Map<TableId, WarehouseTable> stored, ChangeEvent... events) {
        List<ChangeEvent> all = List.of(events);
        return planner.plan(all, TableLookup.of(all, (oids, names) -> new FoundTables(Map.of(), stored)));
    }

    private static ColumnBinding binding(WritePlan plan) {
        TableBatch batch = plan.batches().get(0);
        return ColumnBinding.of(batch.changes().get(0).schema(), batch.table());
    }

    private static List<List<@Nullable Object>> values(WritePlan plan) {
        return plan.batches().get(0).changes().stream()
                .map(change -> Stream.of(change.row().values()).toList())
                .toList();
    }

    private static Map<TableId, WarehouseTable> stored(TableSchema schema) {
        Evolution evolution = new Evolution(TypeMapping.defaults());
        return Map.of(
                TABLE,
                evolution
                        .plan(Optional.empty(), schema, position(0))
                        .orElseThrow()
                        .result());
    }

    private ChangeEvent insert(TableSchema schema, long lsn, @Nullable Object... values) {
        return new ChangeEvent.Insert(at(), position(lsn), schema, image(RowImage.Kind.FULL, values));
    }

    private ChangeEvent update(TableSchema schema, long lsn, @Nullable Object... values) {
        boolean partial = Stream.of(values).anyMatch(value -> value == RowImage.UNCHANGED);
        RowImage.Kind kind = partial ? RowImage.Kind.PARTIAL : RowImage.Kind.FULL;
        return new ChangeEvent.Update(at(), position(lsn), schema, image(kind, values));
    }

    private static RowImage image(RowImage.Kind kind, @Nullable Object... values) {
        return new RowImage(kind, values, Map.of());
    }

    private StreamPosition at() {
        return new StreamPosition("changes", 0, offset++, 0);
    }

    private static SourcePosition position(long lsn) {
        return new SourcePosition(1, lsn, 0, 0, 0);
    }

    private static TableSchema schema(List<Integer> key, Column... columns) {
        return new TableSchema(TABLE, List.of(columns), key);
    }

    private static Column column(String name, String wireType, boolean nullable) {
        return new Column(name, new SourceType("", -1, -1, wireType, ""), nullable);
    }
}
