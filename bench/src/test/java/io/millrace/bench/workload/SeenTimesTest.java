package io.millrace.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SeenTimesTest {
    private final SeenTimes times = new SeenTimes(4);

    @Test
    void onlyTheFirstSightCounts() {
        times.commit(0, 100);
        assertThat(times.see(0, 150)).isTrue();
        assertThat(times.see(0, 190)).isFalse();
        assertThat(times.latencies(0)).containsExactly(50);
    }

    @Test
    void aLookThatWasFasterThanTheCommitsReturnCountsAsNoTime() {
        times.see(1, 90);
        times.commit(1, 100);
        assertThat(times.latencies(0)).containsExactly(0);
    }

    @Test
    void othersRowsAreNotOurs() {
        assertThat(times.see(-1, 5)).isFalse();
        assertThat(times.see(4, 5)).isFalse();
        assertThat(times.see(5_000_000_000L, 5)).isFalse();
    }

    @Test
    void theLagIsTheAgeOfTheOldestThatIsCommittedAndMissing() {
        assertThat(times.lag(1_000)).isZero();
        times.commit(0, 100);
        times.commit(1, 200);
        times.see(1, 300);
        assertThat(times.lag(1_000)).isEqualTo(900);
        times.see(0, 1_000);
        assertThat(times.lowestMissing()).isEqualTo(2);
        assertThat(times.lag(1_100)).isZero();
    }

    @Test
    void whatNobodyLooksAtIsNeitherWaitedForNorLost() {
        times.leaveOut(0);
        times.commit(0, 1);
        times.commit(1, 1);
        times.see(1, 3);
        times.leaveOut(2);
        assertThat(times.lowestMissing()).isEqualTo(3);
        assertThat(times.latencies(0)).containsExactly(2);
        assertThat(times.lost(0)).isEqualTo(1);
        assertThat(times.complete()).isFalse();
        times.see(3, 9);
        times.lowestMissing();
        assertThat(times.complete()).isTrue();
    }
}
