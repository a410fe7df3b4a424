package io.millrace.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitRoundsTest {
    private long now = Long.MAX_VALUE - 100;
    private final CommitRounds rounds = new CommitRounds(now);

    @Test
    void anAcknowledgedRecordIsFollowedByTwoRoundsAndSilenceByNone() {
        assertThat(roundsWithin(10)).isEqualTo(2);
        assertThat(roundsWithin(10)).isZero();

        rounds.acknowledged();
        rounds.acknowledged();
        assertThat(roundsWithin(10)).isEqualTo(2);
        assertThat(roundsWithin(10)).isZero();
    }

    @Test
    void whileRecordsComeThereIsOneASecond() {
        int due = 0;
        for (int i = 0; i < 100; i++) {
            rounds.acknowledged();
            due += roundsWithin(1);
        }
        assertThat(due).isEqualTo(50);
    }

    /** Asked each half a second. */
    private int roundsWithin(int halves) {
        int due = 0;
        for (int i = 0; i < halves; i++) {
            now += Duration.ofMillis(500).toNanos();
            if (rounds.isDue(now)) {
                due++;
            }
        }
        return due;
    }
}
