package io.millrace.connect.stream;

import static io.millrace.connect.stream.Messages.UNTOUCHED;
import static io.millrace.connect.stream.Messages.begin;
import static io.millrace.connect.stream.Messages.commit;
import static io.millrace.connect.stream.Messages.delete;
import static io.millrace.connect.stream.Messages.insert;
import static io.millrace.connect.stream.Messages.logical;
import static io.millrace.connect.stream.Messages.relation;
import static io.millrace.connect.stream.Messages.truncate;
import static io.millrace.connect.stream.Messages.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.event.StreamEpoch;
import io.millrace.core.protect.ColumnRules;
import io.millrace.core.protect.Protection;
import io.millrace.core.wire.ChangeKind;
import io.millrace.core.wire.TableDescription;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final int PARTITIONS = 4;

    private final Known descriptions = new Known();
    private Changes changes = changes(0, 0);

    /** Tables but for {@code secret} are as pgoutput says, the columns of the replica identity being the key. */
    private static final class Known implements Descriptions {
        private final Map<String, List<String>> keys = new HashMap<>();
        private int asked;

        @Override
        public Optional<Described> describe(RelationMessage relation) {
            asked++;
            String name = relation.table().table();
            List<String> key = keys.getOrDefault(
                    name,
                    relation.columns().stream()
                            .filter(RelationMessage.Column::identifies)
                            .map(RelationMessage.Column::name)
                            .toList());
            List<TableDescription.Column> columns = relation.columns().stream()
                    .map(column -> new TableDescription.Column(
                            column.name(),
                            column.name().equals("number") ? "{\"type\":\"numeric\"}" : "{\"type\":\"text\"}"))
                    .toList();
            return name.equals("secret")
                    ? Optional.empty()
                    : Optional.of(
                            new Described(new TableDescription(relation.table(), columns, key, "{\"oid\":1}"), true));
        }

        @Override
        public Dropped dropped(Set<Integer> oids) {
            return Dropped.NONE;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private Changes changes(int epoch, long lastCommit) {
        return new Changes(descriptions, ColumnRules.NONE, PARTITIONS, epoch, lastCommit);
    }

    private void take(long lsn, ByteBuffer... messages) {
        try {
            for (ByteBuffer message : messages) {
                changes.take(message, lsn);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Entry> entries() {
        return Entry.withoutDescriptions(changes.finish());
    }

    private Entry only() {
        List<Entry> entries = entries();
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    private static @Nullable String[] row(@Nullable String... values) {
        return values;
    }

    @Test
    void aRowTravelsAsItCame() {
        take(0, begin(7, 1_700_000_000_000_001L), relation(5, "t", 'd', "*id", "a", "b", "c"));
        take(0x100, insert(5, "1", "ä", null, ""));

        Entry entry = only();
        assertThat(entry.kind()).isEqualTo(ChangeKind.INSERT);
        assertThat(entry.row()).containsExactly("1", "ä", null, "");
        assertThat(entry.old()).isEmpty();
        assertThat(entry.position().transactionId()).isEqualTo(7);
        assertThat(entry.position().committedAtMicros()).isEqualTo(1_700_000_000_000_001L);
        assertThat(entry.position().capturedAtMicros()).isGreaterThan(1_700_000_000_000_001L);
        assertThat(entry.table()).isNotNull();
        assertThat(entry.table().key()).containsExactly("id");
        assertThat(entry.table().relation()).isEqualTo("{\"oid\":1}");
    }

    @Test
    void aPositionHasTheEndOfTheTransactionBefore() {
        take(0, begin(1, 0), relation(5, "t", 'd', "*id"));
        take(0x100, insert(5, "1"));
        take(0x180, commit(0x180));
        take(0x110, begin(2, 0));
        take(0x120, insert(5, "2"));

        assertThat(entries().stream()
                        .map(entry -> List.of(
                                entry.position().commitLsn(), entry.position().lsn())))
                .containsExactlyInAnyOrder(List.of(1L, 0x100L), List.of(0x180L, 0x120L));
    }

    @Test
    void theLastCommitBeforeTheStartIsKnownFromTheStoredOffset() {
        changes = changes(0, 0x90);
        take(0x100, begin(1, 0), relation(5, "t", 'd', "*id"), insert(5, "1"));

        assertThat(only().position().commitLsn()).isEqualTo(0x90);
    }

    @Test
    void inALaterEpochAllPositionsAreMoved() {
        changes = changes(2, 0);
        take(0x100, begin(1, 0), relation(5, "t", 'd', "*id"), insert(5, "1"));
        take(0x180, commit(0x180));
        take(0x190, begin(2, 0), insert(5, "1"));

        assertThat(entries().stream()
                        .map(entry -> List.of(
                                entry.position().commitLsn(), entry.position().lsn())))
                .containsExactly(
                        List.of(StreamEpoch.place(1, 2), StreamEpoch.place(0x100, 2)),
                        List.of(StreamEpoch.place(0x180, 2), StreamEpoch.place(0x190, 2)));
        assertThat(changes.finish().upTo()).isEqualTo(new Commit(0x180, 1, 0));
    }

    @Test
    void allChangesOfAKeyAreInOnePartitionAndKeysSpread() {
        take(0x100, begin(1, 0), relation(5, "t", 'd', "*id", "a"));
        for (int i = 0; i < 400; i++) {
            String id = Integer.toString(i);
            take(0x100 + i, insert(5, id, "a"), update(5, '-', row(), id, "b"), delete(5, 'K', id, null));
        }

        List<Entry> entries = entries();
        Map<@Nullable String, List<Integer>> byKey = entries.stream()
                .collect(Collectors.groupingBy(
                        entry -> String.valueOf((entry.row().isEmpty() ? entry.old() : entry.row()).get(0)),
                        Collectors.mapping(Entry::partition, Collectors.toList())));
        assertThat(byKey.values())
                .allSatisfy(partitions -> assertThat(
                                Map.copyOf(partitions.stream().collect(Collectors.groupingBy(each -> each))))
                        .hasSize(1));
        assertThat(entries.stream()
                        .collect(Collectors.groupingBy(Entry::partition, Collectors.counting()))
                        .values())
                .hasSize(PARTITIONS)
                .allSatisfy(count -> assertThat(count).isBetween(200L, 400L));
    }

    @Test
    void aRowThatGetsAnotherKeyIsDeletedThereAndInsertedHere() {
        take(0x100, begin(1, 0), relation(5, "t", 'd', "*id", "a"));
        take(0x110, update(5, 'K', row("1", null), "2", UNTOUCHED));

        List<Entry> entries = entries();
        assertThat(entries.stream().map(Entry::kind)).containsExactlyInAnyOrder(ChangeKind.DELETE, ChangeKind.INSERT);
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.old()).containsExactly("1", null);
            assertThat(entry.oldIsWhole()).isFalse();
            assertThat(entry.position().lsn()).isEqualTo(0x110);
        });
        assertThat(entries.stream()
                        .filter(entry -> entry.kind() == ChangeKind.INSERT)
                        .findFirst()
                        .orElseThrow()
                        .row())
                .containsExactly("2", UNTOUCHED);
    }

    @Test
    void aKeyThatIsEqualAndWrittenDifferentlyStaysAndCarriesItsFormerText() {
        take(0, begin(7, 0), relation(5, "t", 'd', "*number", "a"));
        take(0x100, insert(5, "1.0", "x"));
        take(0x108, update(5, 'K', row("1.0", null), "1.00", "x"));
        take(0x110, update(5, 'K', row("1.00", null), "2", "x"));

        List<Entry> entries = entries();
        assertThat(entries)
                .extracting(Entry::kind)
                .containsExactlyInAnyOrder(ChangeKind.INSERT, ChangeKind.UPDATE, ChangeKind.DELETE, ChangeKind.INSERT);
        Entry rewritten = entries.stream()
                .filter(entry -> entry.kind() == ChangeKind.UPDATE)
                .findFirst()
                .orElseThrow();
        assertThat(rewritten.old()).contains("1.0");
        assertThat(rewritten.row()).containsExactly("1.00", "x");
    }

    @Test
    void ofAWholeOldRowOnlyWhatIsNeededGoesAlong() {
        take(0x100, begin(1, 0), relation(5, "t", 'f', "*id", "*a", "*b"));
        descriptions.keys.put("t", List.of("id"));
        take(0x100, relation(5, "t", 'f', "*id", "*a", "*b"));
        take(0x110, update(5, 'O', row("1", "x", "old"), "1", "x", "new"));
        assertThat(only().old()).isEmpty();

        take(0x120, update(5, 'O', row("1", "x", "old"), "1", UNTOUCHED, "new"));
        Entry entry = only();
        assertThat(entry.old()).containsExactly("1", "x", "old");
        assertThat(entry.oldIsWhole()).isTrue();
    }

    @Test
    void aKeyThatWasNotSentIsTheOneOfBefore() {
        take(0x100, begin(1, 0), relation(5, "t", 'd', "*id", "a"), insert(5, "long", "a"));
        int partition = only().partition();
        take(0x110, update(5, 'K', row("long", null), UNTOUCHED, "b"));

        Entry entry = only();
        assertThat(entry.kind()).isEqualTo(ChangeKind.UPDATE);
        assertThat(entry.partition()).isEqualTo(partition);
        assertThat(entry.old()).containsExactly("long", null);
    }

    @Test
    void rowsWithoutAKeyAreCountedAtTheirPlaceAndSpread() {
        take(0x100, begin(1, 0), relation(6, "bare", 'f', "n"));
        take(0x100, insert(6, "1"), insert(6, "1"));
        take(0x200, insert(6, "1"));
        take(0x200, update(6, 'O', row("1"), "2"), delete(6, 'O', "2"));

        List<Entry> entries = entries();
        assertThat(entries.stream()
                        .map(entry ->
                                List.of(entry.position().lsn(), entry.position().ordinal())))
                .containsExactlyInAnyOrder(
                        List.of(0x100L, 0L),
                        List.of(0x100L, 1L),
                        List.of(0x200L, 0L),
                        List.of(0x200L, 1L),
                        List.of(0x200L, 2L));
        assertThat(entries.stream().filter(entry -> entry.kind() == ChangeKind.UPDATE))
                .singleElement()
                .satisfies(entry -> assertThat(entry.oldIsWhole()).isTrue());

        for (int i = 0; i < 200; i++) {
            take(0x10000L * i, insert(6, "1"));
        }
        assertThat(entries().stream().map(Entry::partition).distinct()).hasSize(PARTITIONS);
    }

    @Test
    void aTruncationIsSentOncePerTable() {
        take(0x100, begin(1, 0), relation(5, "t", 'd', "*id"), relation(6, "u", 'd', "*id"), truncate(5, 6, 99));

        assertThat(entries().stream().map(Entry::kind)).containsExactly(ChangeKind.TRUNCATE, ChangeKind.TRUNCATE);
    }

    @Test
    void ourMessagesKeepTheirPlace() {
        take(0x100, begin(1, 5), logical(true, 0x100, "millrace.barrier", "f"), logical(true, 0x100, "others.x", "x"));
        take(0x180, commit(0x180));
        take(0x200, logical(false, 0x200, "millrace.snapshot", "s"));
        take(0x210, begin(2, 9), logical(true, 0x210, "millrace.barrier", "g"));

        List<Entry> entries = entries();
        assertThat(entries.stream().map(Entry::text))
                .containsExactly("millrace.barrier:f", "millrace.snapshot:s", "millrace.barrier:g");
        assertThat(entries.stream().map(Entry::partition)).containsOnly(0);
        assertThat(entries.stream().map(entry -> entry.position().commitLsn())).containsExactly(1L, 0x200L, 0x200L);
        assertThat(entries.get(1).position().committedAtMicros())
                .isEqualTo(entries.get(1).position().capturedAtMicros());
        // It has no end that the server could begin again at.
        assertThat(changes.finish().upTo()).isEqualTo(new Commit(0x180, 1, 5));
    }

    @Test
    void tablesThatAreNotCapturedLeaveNothing() {
        take(0x100, begin(1, 0), relation(9, "secret", 'd', "*id"), insert(9, "1"), truncate(9));

        assertThat(changes.any()).isFalse();
        assertThat(entries()).isEmpty();
    }

    @Test
    void rulesChangeRowsAndLeaveOutColumns() {
        ColumnRules rules = ColumnRules.of(
                Map.of("public.t.a", Protection.DROP, "public.t.b", Protection.MASK, "public.t.c", Protection.HASH),
                Optional.of("0123456789abcdef"));
        changes = new Changes(descriptions, rules, PARTITIONS, 0, 0);
        take(0x100, begin(1, 0), relation(5, "t", 'd', "*id", "a", "b", "c", "d"));
        take(0x110, insert(5, "1", "x", "y", "z", "d"), update(5, '-', row(), "1", "x", null, UNTOUCHED, "e"));

        List<Entry> entries = entries();
        assertThat(entries.get(0).row()).containsExactly("1", "****", rules.replace(Protection.HASH, "z"), "d");
        assertThat(entries.get(1).row()).containsExactly("1", null, UNTOUCHED, "e");
    }

    @Test
    void aTableThatIsDescribedAsBeforeIsWrittenOnceABlock() {
        take(0x100, begin(1, 0), relation(5, "t", 'd', "*id"), insert(5, "1"));
        take(0x110, relation(5, "t", 'd', "*id"), insert(5, "1"));

        Bundle bundle = changes.finish();
        assertThat(bundle.blocks().stream().map(block -> new io.millrace.core.wire.BlockReader(block.bytes()).tables()))
                .containsExactlyInAnyOrder(1, 0, 0, 0);
        assertThat(descriptions.asked).isEqualTo(2);
    }

    @Test
    void aLargeRowFillsABlock() {
        String large = "x".repeat(Blocks.FULL_BYTES);
        take(0x100, begin(1, 0), relation(5, "t", 'd', "*id", "a"), insert(5, "1", "small"));
        assertThat(changes.full()).isFalse();
        take(0x110, insert(5, "2", large));
        assertThat(changes.full()).isTrue();
        entries();
        assertThat(changes.full()).isFalse();
    }

    @Test
    void aRowOfAnotherShapeThanDescribedIsAnError() {
        take(0x100, begin(1, 0), relation(5, "t", 'd', "*id", "a"));

        assertThatThrownBy(() -> take(0x110, insert(5, "1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("public.t has 1 columns, its description in the stream 2");
    }

    @Test
    void aTableThatIsAnnouncedOtherwiseThanItIsKnownIsDescribedAgain() {
        take(0, begin(1, 0), relation(5, "t", 'd', "*id"), relation(6, "secret", 'd', "*id"));
        assertThat(descriptions.asked).isEqualTo(2);
        take(0x100, logical(true, 0x100, "millrace.relation", "{\"oid\":5,\"columns\":[]}"));
        assertThat(descriptions.asked).isEqualTo(3);
        take(0x110, logical(true, 0x110, "millrace.relation", "{\"oid\":5,\"gone\":true}"));
        take(0x120, logical(true, 0x120, "millrace.relation", "{\"oid\":6}"));
        take(0x130, logical(true, 0x130, "millrace.relation", "{\"oid\":4000000000}"));
        assertThat(descriptions.asked).isEqualTo(3);
    }
}
