package io.millrace.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SnapshotMarkTest {
    private static final long ROUND = 1L << 32;

    @Test
    void aTransactionIsSeenThatWasOverWhenTheSnapshotBegan() {
        SnapshotMark mark = new SnapshotMark(new TableId("public", "t"), 120, 100, 110, List.of(104L), 5000);
        assertThat(mark.sees(99, 10)).isTrue();
        assertThat(mark.sees(103, 10)).isTrue();
        assertThat(mark.sees(104, 10)).isFalse();
        assertThat(mark.sees(110, 10)).isFalse();
        assertThat(mark.sees(130, 10)).isFalse();
    }

    @Test
    void whatStandsBehindItsEndIsNotSeenWhateverTheNumber() {
        SnapshotMark mark = new SnapshotMark(new TableId("public", "t"), 120, 100, 110, List.of(), 5000);
        assertThat(mark.sees(99, 5000)).isFalse();
    }

    @Test
    void everythingOfAnEarlierEpochIsSeen() {
        SnapshotMark mark =
                new SnapshotMark(new TableId("public", "t"), 120, 100, 110, List.of(104L), StreamEpoch.place(5000, 2));
        assertThat(mark.sees(130, StreamEpoch.place(9000, 1))).isTrue();
        assertThat(mark.sees(104, StreamEpoch.place(10, 2))).isFalse();
        assertThat(mark.sees(99, StreamEpoch.place(10, 3))).isFalse();
    }

    @Test
    void numbersThatGoRoundAreComparedAsTheyFollowEachOther() {
        long next = 3 * ROUND + 5;
        SnapshotMark mark =
                new SnapshotMark(new TableId("public", "t"), next + 1, next - 10, next, List.of(next - 7), 5000);
        assertThat(mark.sees(ROUND - 8, 10)).isTrue();
        assertThat(mark.sees(ROUND - 2, 10)).isFalse();
        assertThat(mark.sees(ROUND - 1, 10)).isTrue();
        assertThat(mark.sees(2, 10)).isTrue();
        assertThat(mark.sees(5, 10)).isFalse();
        assertThat(mark.sees(9, 10)).isFalse();
    }
}
