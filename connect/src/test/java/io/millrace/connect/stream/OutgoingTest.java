package io.millrace.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.wire.BlockReader;
import io.millrace.core.wire.ChangeKind;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutgoingTest {
    private static final Map<String, ?> STORED = Map.of("lsn", 50L);

    private final Outbox outbox = new Outbox();
    private final Outgoing outgoing = new Outgoing(Map.of("server", "shop"), "changes", 0, STORED);

    private static Bundle bundle(@Nullable Commit upTo, int... partitions) {
        return new Bundle(
                java.util.Arrays.stream(partitions)
                        .mapToObj(partition -> new Block(partition, new byte[] {'M'}))
                        .toList(),
                upTo);
    }

    private static Commit commit(long lsn) {
        return new Commit(lsn, 1, 2);
    }

    private List<@Nullable Object> offsets(boolean heartbeat, long most) {
        return outgoing.records(outbox.take(most), heartbeat).stream()
                .map(record -> (@Nullable Object)
                        (record.sourceOffset() == null
                                ? null
                                : record.sourceOffset().get("lsn")))
                .toList();
    }

    @Test
    void onlyTheLastBlockHasTheOffsetOfTheTransactionsEnd() {
        outbox.put(bundle(commit(100), 0, 1, 2));
        outbox.put(bundle(commit(200), 0, 3));

        assertThat(offsets(false, 1000)).containsExactly(50L, 50L, 100L, 100L, 200L);
    }

    @Test
    void blocksOfATransactionThatHasNotEndedHaveTheOffsetOfBefore() {
        outbox.put(bundle(null, 0, 1));
        outbox.put(bundle(commit(100), 2));
        outbox.put(bundle(commit(100), 2));

        assertThat(offsets(false, 1)).containsExactly(50L, 50L);
        assertThat(offsets(false, 1000)).containsExactly(100L, 100L);
    }

    @Test
    void endsWithoutChangesCountForTheNextBlock() {
        outbox.put(bundle(commit(100), 0));
        outbox.put(bundle(commit(200)));
        assertThat(offsets(false, 1000)).containsExactly(200L);

        outbox.put(bundle(commit(300)));
        assertThat(offsets(false, 1000)).isEmpty();
        assertThat(offsets(true, 1000)).containsExactly(300L);
    }

    @Test
    void whatIsNotTakenOutYetDoesNotCount() {
        outbox.put(bundle(commit(100), 0));
        outbox.put(bundle(commit(200), 0));

        assertThat(offsets(true, 1)).containsExactly(100L, 100L);
        assertThat(offsets(false, 1)).containsExactly(200L);
    }

    @Test
    void withoutAStoredOffsetThereIsNoneUntilATransactionHasEnded() {
        Outgoing fresh = new Outgoing(Map.of("server", "shop"), "changes", 0, null);
        outbox.put(bundle(null, 0));

        SourceRecord record = fresh.records(outbox.take(1), false).get(0);
        assertThat(record.sourceOffset()).isNull();
        assertThat(record.topic()).isEqualTo("changes");
        assertThat(record.kafkaPartition()).isZero();
        assertThat(record.key()).isNull();
    }

    @Test
    void anOffsetIsWhatDebeziumGoesOnFromWithoutASearch() {
        Map<String, ?> offset = commit(100).offset();

        assertThat(offset.keySet()).containsExactlyInAnyOrder("lsn", "lsn_commit", "txId", "ts_usec", "messageType");
        StoredOffset stored = new StoredOffset(offset);
        assertThat(stored.isSearchedFor()).isFalse();
        assertThat(stored.commitLsn()).isEqualTo(100);
        assertThat(stored.lsn()).isEqualTo(100);
    }

    @Test
    void aHeartbeatStandsBeforeAllThatFollows() {
        outbox.put(bundle(commit(100)));

        SourceRecord record = outgoing.records(outbox.take(1), true).get(0);
        BlockReader reader = new BlockReader((byte[]) record.value());
        assertThat(reader.next()).isTrue();
        assertThat(reader.kind()).isEqualTo(ChangeKind.HEARTBEAT);
        assertThat(reader.position().commitLsn()).isEqualTo(100);
        assertThat(reader.position().lsn()).isZero();
    }

    @Test
    void anOffsetOfDebeziumsOwnIsSearchedFor() {
        StoredOffset stored = new StoredOffset(Map.of("lsn", 120, "lsn_proc", 100, "lsn_commit", 90));

        assertThat(stored.isSearchedFor()).isTrue();
        assertThat(stored.commitLsn()).isEqualTo(90);
        assertThat(stored.lsn()).isEqualTo(100);
        assertThat(new StoredOffset(null).lsn()).isZero();
    }
}
