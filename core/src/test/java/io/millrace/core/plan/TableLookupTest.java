package io.millrace.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.millrace.core.evolve.Evolution;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.TypeMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TableLookupTest {
    private static final TableId ORDERS = new TableId("public", "orders");
    private static final TableId FORMER = new TableId("public", "former");
    private static final StreamPosition AT = new StreamPosition("changes", 0, 0, 0);
    private static final SourcePosition POSITION = new SourcePosition(1, 1, 0, 0, 0);

    private final List<Set<Long>> oids = new ArrayList<>();
    private final List<Set<TableId>> names = new ArrayList<>();

    @Test
    void aKnownTableTakesOneRequest() {
        WarehouseTable known = table(schema(ORDERS, 7));
        TableLookup lookup = lookUp(Map.of(7L, known), Map.of(), insert(schema(ORDERS, 7)), insert(schema(ORDERS, 7)));
        assertThat(oids).containsExactly(Set.of(7L));
        assertThat(names).containsExactly(Set.of());
        assertThat(lookup.table(7L)).contains(known);
    }

    @Test
    void ofAnUnknownTableWhatHasItsNamesIsLookedUpToo() {
        WarehouseTable other = table(schema(FORMER, 5));
        TableLookup lookup = lookUp(
                Map.of(),
                Map.of(FORMER, other),
                insert(schema(ORDERS, 7)),
                described(FORMER, 7),
                insert(schema(FORMER, 7)));
        assertThat(oids).containsExactly(Set.of(7L), Set.of());
        assertThat(names).containsExactly(Set.of(), Set.of(ORDERS, FORMER));
        assertThat(lookup.table(7L)).isEmpty();
        assertThat(lookup.table(ORDERS)).isEmpty();
        assertThat(lookup.table(FORMER)).contains(other);
    }

    @Test
    void aTableWithoutNumberIsLookedUpByName() {
        WarehouseTable known = table(schema(ORDERS, 0));
        TableLookup lookup = lookUp(Map.of(), Map.of(ORDERS, known), insert(schema(ORDERS, 0)));
        assertThat(oids).containsExactly(Set.of());
        assertThat(lookup.table(ORDERS)).contains(known);
    }

    @Test
    void eventsOfNoTableAskNothing() {
        lookUp(
                Map.of(),
                Map.of(),
                new ChangeEvent.Heartbeat(AT, POSITION),
                new ChangeEvent.Message(AT, POSITION, "p", "c"),
                new ChangeEvent.Truncate(AT, POSITION, ORDERS, 7));
        assertThat(oids).isEmpty();
    }

    @Test
    void whatWasNotLookedUpIsNotTakenForANewTable() {
        TableLookup lookup = lookUp(Map.of(), Map.of(), insert(schema(ORDERS, 7)));
        assertThatThrownBy(() -> lookup.table(8L)).hasMessage("table 8 was not looked up");
        assertThatThrownBy(() -> lookup.table(FORMER)).hasMessageContaining("was not looked up");
    }

    private TableLookup lookUp(
            Map<Long, WarehouseTable> byOid, Map<TableId, WarehouseTable> byName, ChangeEvent... events) {
        return TableLookup.of(List.of(events), (wantedOids, wantedNames) -> {
            oids.add(Set.copyOf(wantedOids));
            names.add(Set.copyOf(wantedNames));
            return new FoundTables(byOid, byName);
        });
    }

    private static ChangeEvent insert(TableSchema schema) {
        return new ChangeEvent.Insert(
                AT, POSITION, schema, new RowImage(RowImage.Kind.FULL, new Object[] {1L}, Map.of()));
    }

    private static ChangeEvent described(TableId name, long oid) {
        return new ChangeEvent.Described(AT, POSITION, relation(name, oid));
    }

    private static TableSchema schema(TableId name, long oid) {
        Column id = new Column("id", new SourceType("int8", -1, -1, "int64", ""), false, 1);
        return oid == 0
                ? new TableSchema(name, List.of(id), List.of(0))
                : new TableSchema(name, List.of(id), List.of(0), relation(name, oid));
    }

    private static Relation relation(TableId name, long oid) {
        return new Relation(
                oid,
                name,
                'd',
                List.of("id"),
                List.of(new RelationColumn(1, "id", "bigint", true, null, false, "")),
                List.of(),
                false);
    }

    private static WarehouseTable table(TableSchema schema) {
        return new Evolution(TypeMapping.defaults())
                .plan(Optional.empty(), schema, POSITION)
                .orElseThrow()
                .result();
    }
}
