package io.millrace.core.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.Column;
import io.millrace.core.event.PostgresText;
import io.millrace.core.event.Relation;
import io.millrace.core.event.RelationColumn;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType.Nullable;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EvolutionTest {
    private static final TableId TABLE = new TableId("public", "orders");
    private static final SourcePosition AT = new SourcePosition(1, 2, 3, 4, 5);
    private static final Column ID = column("id", "int64", false);
    private static final Column NOTE = column("note", "string", true);
    private static final Column COUNT = column("count", "int32", false);

    private final Evolution evolution = new Evolution(TypeMapping.defaults());

    @Test
    void aMissingTableIsCreatedWithKeyAndTypes() {
        EvolutionPlan plan =
                evolution.plan(Optional.empty(), schema(ID, NOTE), AT).orElseThrow();
        assertThat(plan.changes()).containsExactly(new SchemaChange.CreateTable(plan.result()));
        assertThat(plan.result().key()).containsExactly("id");
        assertThat(plan.result().columns())
                .containsExactly(
                        new WarehouseColumn("id", Simple.INT64),
                        new WarehouseColumn("note", new Nullable(Simple.STRING)));
        assertThat(plan.position()).isEqualTo(AT);
    }

    @Test
    void aNewColumnIsAddedBehindTheOthers() {
        WarehouseTable table = created(ID, NOTE);
        EvolutionPlan plan =
                evolution.plan(Optional.of(table), schema(ID, COUNT, NOTE), AT).orElseThrow();
        assertThat(plan.changes())
                .containsExactly(new SchemaChange.AddColumn(new WarehouseColumn("count", Simple.INT32)));
        assertThat(plan.result().columns()).extracting(WarehouseColumn::name).containsExactly("id", "note", "count");
    }

    @Test
    void namesThatClickHouseWouldReadOtherwiseAreOthersInStorage() {
        Column points = column("tags.a", "string", true);
        WarehouseTable table = created(ID, points, column("_version", "int32", true), column("tags_a", "string", true));
        assertThat(table.columns())
                .extracting(WarehouseColumn::name)
                .containsExactly("id", "tags_a", "_version_2", "tags_a_2");
        assertThat(table.shown())
                .extracting(column -> column.origin().name())
                .containsExactly("id", "tags.a", "_version", "tags_a");
        EvolutionPlan plan = evolution
                .plan(
                        Optional.of(created(ID)),
                        schema(ID, column("_row_exists", "int32", true), column("tags.b", "int32", true)),
                        AT)
                .orElseThrow();
        assertThat(plan.result().columns())
                .extracting(WarehouseColumn::name)
                .containsExactly("id", "_row_exists_2", "tags_b");
    }

    @Test
    void aCompositeTypeWithOtherAttributesIsLoadedAgain() {
        Relation before = places("public.place of public.place (1 street text)");
        Relation after = places("public.place of public.place (1 street text, 2 zip text)");
        WarehouseTable table = evolution
                .plan(Optional.empty(), Optional.empty(), before, AT)
                .orElseThrow()
                .result();
        SourcePosition later = new SourcePosition(9, 9, 9, 9, 9);
        EvolutionPlan plan = evolution
                .plan(Optional.of(table), Optional.empty(), after, later)
                .orElseThrow();
        assertThat(plan.changes()).singleElement().isInstanceOf(SchemaChange.ChangeType.class);
        assertThat(plan.wantsResync()).isTrue();
        assertThat(evolution.plan(Optional.of(plan.result()), Optional.empty(), after, later))
                .isEmpty();
    }

    private static Relation places(String type) {
        return new Relation(
                7,
                TABLE,
                'd',
                List.of("id"),
                List.of(
                        new RelationColumn(1, "id", "bigint", true, null, false, ""),
                        new RelationColumn(2, "home", type, false, null, false, "")),
                List.of(),
                false);
    }

    @Test
    void anOlderRowHasTheTypeThatADescriptionCouldOnlyGuess() {
        List<RelationColumn> described = List.of(
                new RelationColumn(1, "id", "bigint", true, null, false, ""),
                new RelationColumn(2, "tags", "integer[]", false, null, false, ""));
        Relation relation = new Relation(7, TABLE, 'd', List.of("id"), described, List.of(), false);
        WarehouseTable guessed = evolution
                .plan(Optional.empty(), Optional.empty(), relation, new SourcePosition(9, 9, 9, 9, 9))
                .orElseThrow()
                .result();
        assertThat(guessed.columns().get(1).type()).isEqualTo(new Nullable(Simple.STRING));
        SourceType element = new SourceType("int4", -1, -1, "string", PostgresText.NAME);
        Column tags = new Column("tags", new SourceType("_int4", -1, -1, "string", PostgresText.NAME, element), true);
        EvolutionPlan plan = evolution
                .plan(Optional.of(guessed), new TableSchema(TABLE, List.of(ID, tags), List.of(0), relation), AT)
                .orElseThrow();
        assertThat(plan.wantsResync()).isFalse();
        assertThat(plan.result().live(2).orElseThrow().type().sql()).isEqualTo("Array(Nullable(Int32))");
        assertThat(plan.result().origin().shapeLsn()).isEqualTo(9);
    }

    @Test
    void aColumnThatMayNowBeNullBecomesNullable() {
        WarehouseTable table = created(ID, COUNT);
        EvolutionPlan plan = evolution
                .plan(Optional.of(table), schema(ID, column("count", "int32", true)), AT)
                .orElseThrow();
        assertThat(plan.changes())
                .containsExactly(
                        new SchemaChange.DropNotNull(new WarehouseColumn("count", new Nullable(Simple.INT32))));
    }

    @Test
    void aPlanCarriedOutLeavesNothingToDo() {
        WarehouseTable table = created(ID);
        TableSchema wider = schema(ID, column("count", "int32", true), NOTE);
        EvolutionPlan plan = evolution.plan(Optional.of(table), wider, AT).orElseThrow();
        assertThat(evolution.plan(Optional.of(plan.result()), wider, AT)).isEmpty();
        assertThat(Evolution.apply(table, plan.changes())).isEqualTo(plan.result());
    }

    @Test
    void anOlderSchemaUndoesNothing() {
        WarehouseTable table = created(ID, column("count", "int32", true), NOTE);
        assertThat(evolution.plan(Optional.of(table), schema(ID), AT)).isEmpty();
        assertThat(evolution.plan(Optional.of(table), schema(ID, COUNT), AT)).isEmpty();
    }

    @Test
    void aTypeThatHoldsEachStoredValueIsChangedInPlace() {
        EvolutionPlan plan = evolution
                .plan(Optional.of(created(ID, COUNT)), schema(ID, column("count", "int64", false)), AT)
                .orElseThrow();
        assertThat(plan.changes())
                .containsExactly(new SchemaChange.ChangeType(
                        new WarehouseColumn("count", Simple.INT32), new WarehouseColumn("count", Simple.INT64)));
        assertThat(plan.wantsResync()).isFalse();
    }

    @Test
    void aColumnOfTheKeyNeverBecomesNullable() {
        WarehouseTable table = created(ID, NOTE);
        TableSchema withoutKey = new TableSchema(TABLE, List.of(column("id", "int64", true), NOTE), List.of(1));
        assertThat(evolution.plan(Optional.of(table), withoutKey, AT)).isEmpty();
    }

    private WarehouseTable created(Column... columns) {
        return evolution
                .plan(Optional.empty(), schema(columns), AT)
                .orElseThrow()
                .result();
    }

    private static TableSchema schema(Column... columns) {
        return new TableSchema(TABLE, List.of(columns), List.of(0));
    }

    private static Column column(String name, String wireType, boolean nullable) {
        return new Column(name, new SourceType("", -1, -1, wireType, ""), nullable);
    }
}
