package io.millrace.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.event.ChangeEvent.Delete;
import io.millrace.core.event.ChangeEvent.Insert;
import io.millrace.core.event.ChangeEvent.RowChange;
import io.millrace.core.event.ChangeEvent.SnapshotRead;
import io.millrace.core.event.ChangeEvent.Update;
import io.millrace.core.event.Column;
import io.millrace.core.event.RowImage;
import io.millrace.core.event.SourcePosition;
import io.millrace.core.event.SourceType;
import io.millrace.core.event.StreamEpoch;
import io.millrace.core.event.StreamPosition;
import io.millrace.core.event.TableId;
import io.millrace.core.event.TableSchema;
import io.millrace.core.evolve.WarehouseColumn;
import io.millrace.core.evolve.WarehouseTable;
import io.millrace.core.type.TypeMapping;
import io.millrace.core.type.warehouse.WarehouseType.Simple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FollowedRowsTest {
    private static final TableId TABLE = new TableId("public", "t");
    private static final TableSchema SCHEMA = new TableSchema(
            TABLE,
            List.of(
                    new Column("id", new SourceType("int8", -1, -1, "int64", ""), false),
                    new Column("v", new SourceType("int8", -1, -1, "int64", ""), true),
                    new Column("big", new SourceType("text", -1, -1, "string", ""), true)),
            List.of(0));
    private static final WarehouseTable TARGET = new WarehouseTable(
            TABLE,
            List.of(
                    new WarehouseColumn("id", Simple.INT64),
                    new WarehouseColumn("v", TypeMapping.nullable(Simple.INT64)),
                    new WarehouseColumn("big", TypeMapping.nullable(Simple.STRING))),
            List.of("id"));
    private static final Object UNTOUCHED = RowImage.UNCHANGED;

    private final List<RowChange> changes = new ArrayList<>();
    private final List<RowChange> kept = new ArrayList<>();
    private long offset;
    private Map<StreamPosition, Origin> origins = Map.of();

    @Test
    void twoRowsThatSwapTheirKeysTakeTheirValuesAlong() {
        insert(8, 1, "of 1");
        insert(16, 2, "of 2");
        move(24, 1, -1);
        move(32, 2, 1);
        move(40, -1, 2);
        assertThat(rows()).containsExactlyInAnyOrder("1=of 2", "2=of 1", "-1 gone");
        assertThat(origins).isEmpty();
    }

    @Test
    void whatStandsUnderTheNewKeyIsNotTakenWhateverOrderThePartitionsHave() {
        for (int seed = 0; seed < 50; seed++) {
            changes.clear();
            insert(8, 1, "of 1");
            insert(16, 2, "of 2");
            move(24, 1, -1);
            move(32, 2, 1);
            move(40, -1, 2);
            Collections.shuffle(changes, new Random(seed));
            assertThat(rows()).containsExactlyInAnyOrder("1=of 2", "2=of 1", "-1 gone");
        }
    }

    @Test
    void valuesThatTheBatchDoesNotHaveAreWhereTheRowLeftItsFirstKey() {
        move(24, 5, 50);
        update(28, 50, 9);
        move(32, 50, 51);
        move(40, 6, 50);
        assertThat(rows()).containsExactlyInAnyOrder("5 gone", "50=?", "51=?", "6 gone");
        assertThat(origin(51)).isEqualTo("5 below 24");
        assertThat(origin(50)).isEqualTo("6 below 40");
    }

    @Test
    void aKeyThatWasDeletedAndTakenIsAnotherRows() {
        insert(8, 7, "of 7");
        insert(16, 8, "of 8");
        delete(24, 7);
        move(32, 8, 7);
        assertThat(rows()).containsExactlyInAnyOrder("7=of 8", "8 gone");
    }

    @Test
    void onlyTheSourceKnowsWhereTheEndOfTheFormerKeyIsNotOfTheBatch() {
        insert(8, 2, "of 2");
        delete(16, 2);
        arrive(24, 1, 2);
        update(32, 2, 7);
        assertThat(rows()).containsExactly("2=?");
        assertThat(origin(2)).isEqualTo("source");
    }

    @Test
    void aRowWithoutItsFormerKeyIsReadFromTheSource() {
        insert(8, 2, "of 2");
        changes.add(new Insert(at(), position(24), SCHEMA, partial(2)));
        assertThat(rows()).containsExactly("2=?");
        assertThat(origin(2)).isEqualTo("source");
    }

    @Test
    void valuesOfBeforeChangesWereLostAreNotTaken() {
        insert(8, 1, "of 1");
        move(StreamEpoch.place(16, 1), 1, 2);
        assertThat(rows()).containsExactlyInAnyOrder("1 gone", "2=?");
        assertThat(origin(2)).isEqualTo("source");
    }

    @Test
    void aLoadedRowIsTakenAlongByWhatCameAfterItsSnapshotOnly() {
        load(8, 80, 1, "of 1");
        load(8, 80, 2, "of 2");
        move(72, 1, 10);
        move(88, 2, 20);
        assertThat(rows()).containsExactlyInAnyOrder("1 gone", "10=?", "2 gone", "20=of 2");
        assertThat(origin(10)).isEqualTo("source");
    }

    @Test
    void whatWasCompletedFromALoadThatMayHaveComeLaterIsNotTakenAlong() {
        load(8, 80, 1, "of 1");
        update(64, 1, 3);
        move(88, 1, 10);
        assertThat(rows()).containsExactlyInAnyOrder("1 gone", "10=?");
        assertThat(origin(10)).isEqualTo("source");
    }

    @Test
    void anUpdateOfALoadedRowIsALoadUntilTheSnapshotIsBehindIt() {
        load(8, 80, 1, "of 1");
        update(64, 1, 3);
        load(8, 80, 2, "of 2");
        update(96, 2, 3);
        List<RowChange> rows = followed();
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).isInstanceOf(SnapshotRead.class);
        assertThat(rows.get(1)).isInstanceOf(Update.class);
    }

    @Test
    void aHistoryGetsEachChangeWithWhatIsKnownOfIt() {
        insert(8, 1, "of 1");
        move(24, 1, 2);
        move(32, 2, 3);
        assertThat(rows()).containsExactlyInAnyOrder("1 gone", "2 gone", "3=of 1");
        assertThat(kept.stream().map(FollowedRowsTest::text))
                .containsExactly("1=of 1", "1 gone", "2=of 1", "2 gone", "3=of 1");
    }

    private List<String> rows() {
        return followed().stream().map(FollowedRowsTest::text).toList();
    }

    private List<RowChange> followed() {
        FollowedRows rows = new FollowedRows(TARGET);
        RowConverter fit = new RowConverter(TypeMapping.defaults(), SCHEMA, TARGET);
        changes.forEach(change -> rows.add(change, fit));
        kept.clear();
        List<RowChange> result = rows.follow(kept);
        origins = rows.origins();
        return result;
    }

    private String origin(long id) {
        RowChange row = kept.stream()
                .filter(change ->
                        !(change instanceof Delete) && change.row().values()[0].equals(id))
                .reduce((first, second) -> second)
                .orElseThrow();
        Optional<Delete> left = origins.getOrDefault(row.at(), Origin.UNKNOWN).left();
        return left.map(end ->
                        end.row().values()[0] + " below " + end.position().lsn())
                .orElse("source");
    }

    private static String text(RowChange change) {
        @Nullable Object[] values = change.row().values();
        return change instanceof Delete
                ? values[0] + " gone"
                : values[0] + "=" + (values[2] == UNTOUCHED ? "?" : values[2]);
    }

    private void insert(long lsn, long id, String big) {
        changes.add(new Insert(at(), position(lsn), SCHEMA, image(RowImage.Kind.FULL, id, 0L, big)));
    }

    private void load(long watermark, long end, long id, String big) {
        changes.add(new SnapshotRead(
                at(),
                SourcePosition.ofLoad(watermark, end, 0, 0, 0, 0),
                SCHEMA,
                image(RowImage.Kind.FULL, id, 0L, big)));
    }

    private void update(long lsn, long id, long v) {
        changes.add(new Update(at(), position(lsn), SCHEMA, image(RowImage.Kind.PARTIAL, id, v, UNTOUCHED)));
    }

    private void delete(long lsn, long id) {
        changes.add(new Delete(at(), position(lsn), SCHEMA, key(id)));
    }

    private void move(long lsn, long from, long to) {
        delete(lsn, from);
        arrive(lsn, from, to);
    }

    private void arrive(long lsn, long from, long to) {
        changes.add(new Insert(at(), position(lsn), SCHEMA, partial(to), key(from)));
    }

    private static RowImage partial(long id) {
        return image(RowImage.Kind.PARTIAL, id, 1L, UNTOUCHED);
    }

    private static RowImage key(long id) {
        return image(RowImage.Kind.KEY_ONLY, id, null, null);
    }

    private static RowImage image(RowImage.Kind kind, @Nullable Object... values) {
        return new RowImage(kind, values, Map.of());
    }

    private StreamPosition at() {
        return new StreamPosition("changes", 0, offset++, 0);
    }

    /** All transactions commit after the loads' watermarks. */
    private static SourcePosition position(long lsn) {
        return new SourcePosition(StreamEpoch.place(16, StreamEpoch.of(lsn)), lsn, 0, 0, 0);
    }
}
