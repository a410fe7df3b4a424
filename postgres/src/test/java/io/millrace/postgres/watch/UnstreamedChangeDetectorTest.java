package io.millrace.postgres.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.postgres.watch.CatalogState.Heap;
import io.millrace.postgres.watch.CatalogState.Label;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnstreamedChangeDetectorTest {
    private static final long ROOT = 1;
    private static final long LEAF = 2;
    private static final long TABLE = 3;

    /** What the rows of every table answer. */
    private record Rows(boolean any, boolean old, boolean retyped) implements RowProbe {
        static final Rows NONE = new Rows(false, false, true);
        static final Rows OLD = new Rows(true, true, false);
        static final Rows NEW = new Rows(true, false, false);
        static final Rows RETYPED = new Rows(true, false, true);

        @Override
        public boolean any(long oid) {
            return any;
        }

        @Override
        public boolean anyBefore(long oid, long mark) {
            return old;
        }

        @Override
        public boolean typesChanged(long oid) {
            return retyped;
        }
    }

    private static CatalogState state(boolean everyTable, Map<Long, Heap> heaps) {
        return state(everyTable, false, heaps, Map.of());
    }

    private static CatalogState state(
            boolean everyTable, boolean computed, Map<Long, Heap> heaps, Map<Long, Map<Integer, Long>> expressions) {
        var relations = Map.of(
                ROOT,
                "{\"oid\":1,\"schema\":\"s\",\"table\":\"root\"}",
                TABLE,
                "{\"oid\":3,\"schema\":\"s\",\"table\":\"t\",\"columns\":[{\"n\":1},{\"n\":2}]}");
        return new CatalogState("a", 700, everyTable, computed, relations, heaps, Map.of(), expressions);
    }

    private static Heap leaf(long file, boolean born) {
        return new Heap(ROOT, true, file, 0, born);
    }

    private static Heap table(boolean published, long file, long toast) {
        return new Heap(TABLE, published, file, toast, true);
    }

    private static Map<Long, String> reasons(Map<Long, Heap> before, Map<Long, Heap> after, Rows rows)
            throws SQLException {
        return UnstreamedChangeDetector.reasons(state(true, before), state(true, after), rows);
    }

    @Test
    void nothingHasHappenedWhereNothingDiffers() throws SQLException {
        var same = Map.of(LEAF, leaf(20, false), TABLE, table(true, 30, 31));

        assertThat(reasons(same, same, Rows.NEW)).isEmpty();
    }

    @Test
    void aPartitionThatWasMadeAsOneBringsNoRowsThatTheStreamHasNot() throws SQLException {
        assertThat(reasons(Map.of(), Map.of(LEAF, leaf(2, true)), Rows.NEW)).isEmpty();
    }

    @Test
    void aPartitionThatWasWrittenAgainBeforeItWasSeenCounts() throws SQLException {
        assertThat(reasons(Map.of(), Map.of(LEAF, leaf(20, true)), Rows.NONE)).containsOnlyKeys(ROOT);
    }

    @Test
    void aNewTableOfPartitionsMayHaveLostSome() throws SQLException {
        var none = new CatalogState("a", 700, true, false, Map.of(), Map.of(), Map.of(), Map.of());
        var after = state(true, Map.of(TABLE, table(true, TABLE, 0)));
        assertThat(UnstreamedChangeDetector.reasons(none, after, Rows.NEW)).containsOnlyKeys(ROOT);
        assertThat(UnstreamedChangeDetector.reasons(none, state(false, Map.of(TABLE, table(true, TABLE, 0))), Rows.NEW))
                .isEmpty();
    }

    @Test
    void aNewTableWhoseTypesMayHaveChangedIsLoadedWhereItHasRows() throws SQLException {
        var after = Map.of(TABLE, table(true, TABLE, 0));
        assertThat(reasons(Map.of(), after, Rows.RETYPED)).containsOnlyKeys(TABLE);
        assertThat(reasons(Map.of(), after, Rows.NONE)).isEmpty();
        assertThat(reasons(after, after, Rows.RETYPED)).isEmpty();
    }

    @Test
    void anAttachedPartitionCountsWhereItHasRows() throws SQLException {
        var after = Map.of(LEAF, leaf(20, false));
        var alone = Map.of(LEAF, new Heap(LEAF, true, 20, 0, true));

        assertThat(reasons(Map.of(), after, Rows.NEW)).containsOnlyKeys(ROOT);
        assertThat(reasons(alone, after, Rows.OLD)).containsOnlyKeys(ROOT);
        assertThat(reasons(alone, after, Rows.NONE)).isEmpty();
    }

    @Test
    void aPartitionThatGoesTakesItsRowsAlong() throws SQLException {
        var before = Map.of(TABLE, new Heap(ROOT, true, 20, 0, true));

        assertThat(reasons(before, Map.of(), Rows.NONE)).containsOnlyKeys(ROOT);
        assertThat(reasons(before, Map.of(TABLE, table(true, 20, 0)), Rows.OLD)).containsOnlyKeys(ROOT, TABLE);
    }

    @Test
    void aPartitionThatNeverHadRowsGoesWithoutThem() throws SQLException {
        var before = Map.of(LEAF, leaf(20, true));
        var after = Map.of(LEAF, new Heap(LEAF, false, 20, 0, true));

        assertThat(reasons(before, after, Rows.NONE)).isEmpty();
        assertThat(reasons(before, Map.of(LEAF, new Heap(LEAF, false, 21, 0, true)), Rows.NONE))
                .containsOnlyKeys(ROOT);
    }

    @Test
    void anEmptiedPartitionCountsAndACompactedOneDoesNot() throws SQLException {
        var before = Map.of(LEAF, leaf(20, true));
        var after = Map.of(LEAF, leaf(21, true));

        assertThat(reasons(before, after, Rows.NONE)).containsOnlyKeys(ROOT);
        assertThat(reasons(before, after, Rows.NEW)).containsOnlyKeys(ROOT);
        assertThat(reasons(before, after, Rows.OLD)).isEmpty();
    }

    @Test
    void aNewTableCountsWhereItMayHaveBeenAPartitionAtFirst() throws SQLException {
        var born = Map.of(TABLE, table(true, TABLE, 0));
        var detached = Map.of(TABLE, new Heap(TABLE, true, TABLE, 0, false));

        assertThat(reasons(Map.of(), born, Rows.NEW)).isEmpty();
        assertThat(reasons(Map.of(), detached, Rows.NEW)).containsOnlyKeys(TABLE);
        assertThat(reasons(Map.of(), detached, Rows.NONE)).isEmpty();
    }

    @Test
    void aTableThatComesBackIntoAPublicationOfAllCounts() throws SQLException {
        var before = Map.of(TABLE, table(false, 30, 0));
        var after = Map.of(TABLE, table(true, 31, 0));

        assertThat(reasons(before, after, Rows.OLD)).containsOnlyKeys(TABLE);
        assertThat(UnstreamedChangeDetector.reasons(state(false, before), state(false, after), Rows.OLD))
                .isEmpty();
    }

    @Test
    void aTableThatWasAlteredCountsAndATruncatedOrCompactedOneDoesNot() throws SQLException {
        var before = Map.of(TABLE, table(true, 30, 31));

        assertThat(reasons(before, Map.of(TABLE, table(true, 40, 41)), Rows.NEW))
                .containsOnlyKeys(TABLE);
        assertThat(reasons(before, Map.of(TABLE, table(true, 40, 31)), Rows.NEW))
                .isEmpty();
        var narrow = Map.of(TABLE, table(true, 30, 0));
        assertThat(reasons(narrow, Map.of(TABLE, table(true, 40, 0)), Rows.NEW)).containsOnlyKeys(TABLE);
        assertThat(reasons(narrow, Map.of(TABLE, table(true, 40, 0)), Rows.OLD)).isEmpty();
    }

    @Test
    void aNewTableIsAllInTheStreamUnlessItWasRewritten() throws SQLException {
        assertThat(reasons(Map.of(), Map.of(TABLE, table(true, TABLE, 0)), Rows.NEW))
                .isEmpty();
        assertThat(reasons(Map.of(), Map.of(TABLE, table(true, 40, 0)), Rows.NEW))
                .containsOnlyKeys(TABLE);
    }

    @Test
    void anotherExpressionCountsWhereItsColumnIsInTheStream() throws SQLException {
        Map<Long, Map<Integer, Long>> before = Map.of(TABLE, Map.of(2, 90L));
        Map<Long, Map<Integer, Long>> after = Map.of(TABLE, Map.of(2, 91L));

        assertThat(UnstreamedChangeDetector.reasons(
                        state(true, true, Map.of(), before), state(true, true, Map.of(), after), Rows.OLD))
                .containsOnlyKeys(TABLE);
        assertThat(UnstreamedChangeDetector.reasons(
                        state(true, false, Map.of(), before), state(true, false, Map.of(), after), Rows.OLD))
                .isEmpty();
    }

    @Test
    void aColumnThatIsNoLongerGeneratedCountsWhereItWasNotInTheStream() throws SQLException {
        Map<Long, Map<Integer, Long>> live = Map.of(TABLE, Map.of(2, 90L));
        Map<Long, Map<Integer, Long>> dropped = Map.of(TABLE, Map.of(7, 90L));
        var after = state(true, false, Map.of(), Map.of());

        assertThat(UnstreamedChangeDetector.reasons(state(true, false, Map.of(), live), after, Rows.OLD))
                .containsOnlyKeys(TABLE);
        assertThat(UnstreamedChangeDetector.reasons(state(true, true, Map.of(), live), after, Rows.OLD))
                .isEmpty();
        assertThat(UnstreamedChangeDetector.reasons(state(true, false, Map.of(), dropped), after, Rows.OLD))
                .isEmpty();
    }

    @Test
    void aValueOfAnEnumIsRenamedAndAnotherAdded() {
        assertThat(UnstreamedChangeDetector.renamed(
                        labels(Map.of(5L, new Label(50, "new"))), labels(Map.of(5L, new Label(50, "fresh")))))
                .containsExactly(50L);
        assertThat(UnstreamedChangeDetector.renamed(
                        labels(Map.of(5L, new Label(50, "new"))),
                        labels(Map.of(5L, new Label(50, "new"), 6L, new Label(50, "old")))))
                .isEmpty();
    }

    private static CatalogState labels(Map<Long, Label> labels) {
        return new CatalogState("a", 700, true, true, Map.of(), Map.of(), labels, Map.of());
    }

    @Test
    void aStateIsReadAsItWasWritten() {
        var state = new CatalogState(
                "7 16384 app",
                1L << 33,
                true,
                false,
                Map.of(3L, "{\"oid\":3}"),
                Map.of(LEAF, leaf(20, true)),
                Map.of(5L, new Label(50, "it's \"new\"")),
                Map.of(TABLE, Map.of(2, 90L)));

        assertThat(CatalogState.read(state.write())).isEqualTo(state);
        for (var other : new String[] {"", "{", "[]", "{\"source\":\"x\"}", "null"}) {
            assertThatThrownBy(() -> CatalogState.read(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
