package io.millrace.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.ChangeEvent;
import io.millrace.core.event.ChangeEvent.RowChange;
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
import io.millrace.core.evolve.EvolutionPlan;
import io.millrace.core.evolve.SchemaPolicy;
import io.millrace.core.evolve.TableKind;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.TypeMapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeylessPlanTest {
    private static final TableId TABLE = new TableId("public", "notes");

    private long offset;

    @Test
    void eachChangeOfATableWithoutKeyIsWritten() {
        TableSchema full = schema('f');
        WritePlan plan = plan(full, insert(full, 10, "a"), insert(full, 11, "a"));
        assertThat(plan.deadLetters()).isEmpty();
        assertThat(table(plan).kind()).isEqualTo(TableKind.MULTISET);
        assertThat(signed(plan)).containsExactly("+a", "+a");
    }

    @Test
    void whatIsSaidOfADroppedTableDoesNotConcernTheNextOneOfItsName() {
        TableSchema full = schema('f');
        Relation dropped = new Relation(76, TABLE, 'f', List.of(), List.of(), List.of(), true);
        WritePlan plan = plan(
                full,
                new ChangeEvent.Described(at(), position(5), dropped),
                insert(full, 10, "a"),
                new ChangeEvent.Described(at(), position(20), dropped));
        assertThat(table(plan).origin().oid()).isEqualTo(77);
        assertThat(table(plan).origin().gone()).isFalse();
        assertThat(plan.evolutions()).hasSize(1);
    }

    @Test
    void anUpdateEndsTheRowAsItWasAndMakesAnother() {
        TableSchema full = schema('f');
        WritePlan plan = plan(full, update(full, 12, "a", "b"));
        assertThat(signed(plan)).containsExactly("-a", "+b");
    }

    @Test
    void withoutReplicaIdentityFullItIsAppendOnly() {
        for (char identity : new char[] {'d', 'n'}) {
            TableSchema schema = schema(identity);
            WritePlan plan = plan(schema, insert(schema, 10, "a"));
            assertThat(plan.deadLetters()).isEmpty();
            assertThat(table(plan).kind()).isEqualTo(TableKind.APPEND_ONLY);
        }
    }

    @Test
    void aChangeThatDoesNotIdentifyItsRowIsDeferredToAResync() {
        TableSchema schema = schema('f');
        RowImage key = new RowImage(RowImage.Kind.KEY_ONLY, new Object[] {"a"}, Map.of());
        WritePlan plan = plan(schema, new ChangeEvent.Delete(at(), position(10), schema, key));
        assertThat(plan.batches()).isEmpty();
        assertThat(plan.deadLetters()).isEmpty();
        assertThat(plan.evolutions()).extracting(EvolutionPlan::wantsResync).containsExactly(false, true);
    }

    @Test
    void whatIsOlderThanTheLossOfAKeyIsLeftToTheLoadThatIsAskedFor() {
        TableSchema keyed = new TableSchema(TABLE, columns(), List.of(0), relation('f', List.of("note")));
        TableSchema keyless = schema('f');
        WritePlan plan = plan(
                new WritePlanner(),
                List.of(
                        insert(keyed, 10, "a"),
                        new ChangeEvent.Update(at(), position(11), keyed, image("a")),
                        insert(keyless, 12, "b")),
                Optional.empty());
        assertThat(plan.deadLetters()).isEmpty();
        assertThat(table(plan).kind()).isEqualTo(TableKind.MULTISET);
        assertThat(signed(plan)).containsExactly("+a", "+b");
        assertThat(plan.evolutions()).extracting(EvolutionPlan::wantsResync).containsExactly(false, true);
    }

    @Test
    void aKeyIsLostWithTheDescriptionThatHasNoneWhateverRowsOfBeforeStillCome() {
        TableSchema keyed = new TableSchema(TABLE, columns(), List.of(0), relation('f', List.of("note")));
        TableSchema keyless = schema('f');
        WritePlan plan = plan(
                new WritePlanner(),
                List.of(
                        insert(keyed, 10, "a"),
                        new ChangeEvent.Described(at(), position(20), relation('f', List.of())),
                        insert(keyless, 12, "b"),
                        insert(keyless, 13, "b")),
                Optional.empty());
        assertThat(signed(plan)).containsExactly("+a", "+b", "+b");
        assertThat(plan.evolutions()).filteredOn(EvolutionPlan::wantsResync).hasSize(1);
    }

    @Test
    void anUpdateWithoutAnOldRowLandsByTheKeyThatTheTableStillHas() {
        TableSchema keyed = new TableSchema(TABLE, columns(), List.of(0), relation('f', List.of("note")));
        TableSchema keyless = new TableSchema(TABLE, columns(), List.of());
        WritePlan plan = plan(
                new WritePlanner(),
                List.of(insert(keyed, 10, "a"), new ChangeEvent.Update(at(), position(11), keyless, image("a"))),
                Optional.empty());
        assertThat(plan.deadLetters()).isEmpty();
        assertThat(signed(plan)).containsExactly("+a");
    }

    @Test
    void aLateChangeThatIdentifiesNoRowRequestsAResync() {
        TableSchema keyless = schema('f');
        WarehouseTable known = table(plan(keyless, insert(keyless, 10, "a")));
        WarehouseTable shaped = known.with(known.origin().shapedAt(20));
        WritePlan plan = plan(
                new WritePlanner(),
                List.of(new ChangeEvent.Update(at(), position(15), keyless, image("a"))),
                Optional.of(shaped));
        assertThat(plan.deadLetters()).isEmpty();
        assertThat(plan.batches()).isEmpty();
        assertThat(plan.evolutions()).singleElement().satisfies(evolution -> {
            assertThat(evolution.wantsResync()).isTrue();
            assertThat(evolution.changes()).isEmpty();
        });
    }

    @Test
    void whatASnapshotSawIsPassedOn() {
        SnapshotMark mark = new SnapshotMark(TABLE, 9, 5, 8, List.of(6L), 100);
        WritePlan plan = plan(schema('f'), new ChangeEvent.SnapshotTaken(at(), position(10), mark));
        assertThat(plan.snapshots()).containsExactly(mark);
    }

    @Test
    void aHistoryHasTheSupersededChangesToo() {
        TableSchema keyed = new TableSchema(TABLE, columns(), List.of(0));
        WritePlan plan = plan(
                new WritePlanner(TypeMapping.defaults(), SchemaPolicy.APPLY_ALL, TABLE::equals),
                List.of(insert(keyed, 10, "a"), insert(keyed, 11, "a"), insert(keyed, 12, "b")),
                Optional.empty());
        assertThat(plan.batches().get(0).changes()).hasSize(2);
        assertThat(plan.batches().get(0).history())
                .extracting(change -> change.position().lsn())
                .containsExactly(10L, 11L, 12L);
    }

    private static WarehouseTable table(WritePlan plan) {
        return plan.batches().get(0).table();
    }

    private static List<String> signed(WritePlan plan) {
        return plan.batches().get(0).changes().stream()
                .map(change -> (change instanceof ChangeEvent.Delete ? "-" : "+")
                        + Stream.of(change.row().values()).toList().get(0))
                .toList();
    }

    private static WritePlan plan(TableSchema schema, ChangeEvent... events) {
        assertThat(schema.hasKey()).isFalse();
        return plan(new WritePlanner(), List.of(events), Optional.empty());
    }

    /** @param table the one of every name and number */
    private static WritePlan plan(WritePlanner planner, List<ChangeEvent> events, Optional<WarehouseTable> table) {
        return planner.plan(events, TableLookup.of(events, (oids, names) -> {
            Map<Long, WarehouseTable> byOid = new HashMap<>();
            Map<TableId, WarehouseTable> byName = new HashMap<>();
            table.ifPresent(known -> {
                oids.forEach(oid -> byOid.put(oid, known));
                names.forEach(name -> byName.put(name, known));
            });
            return new FoundTables(byOid, byName);
        }));
    }

    private ChangeEvent insert(TableSchema schema, long lsn, @Nullable Object value) {
        return new ChangeEvent.Insert(at(), position(lsn), schema, image(value));
    }

    private ChangeEvent update(TableSchema schema, long lsn, @Nullable Object before, @Nullable Object after) {
        RowChange update = new ChangeEvent.Update(at(), position(lsn), schema, image(after), image(before));
        return update;
    }

    private static RowImage image(@Nullable Object value) {
        return new RowImage(RowImage.Kind.FULL, new Object[] {value}, Map.of());
    }

    private StreamPosition at() {
        return new StreamPosition("changes", 0, offset++, 0);
    }

    private static SourcePosition position(long lsn) {
        return new SourcePosition(1, lsn, 0, 0, 0);
    }

    private static List<Column> columns() {
        return List.of(new Column("note", new SourceType("text", -1, -1, "string", ""), true, 1));
    }

    private static TableSchema schema(char identity) {
        return new TableSchema(TABLE, columns(), List.of(), relation(identity, List.of()));
    }

    private static Relation relation(char identity, List<String> key) {
        return new Relation(
                77,
                TABLE,
                identity,
                key,
                List.of(new RelationColumn(1, "note", "text", false, null, false, "")),
                List.of(),
                false);
    }
}
