package io.millrace.connect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitRoundsTest {
    private final CommitRounds rounds = new CommitRounds();

    @Test
    void anAcknowledgedRecordIsFollowedByAFewRoundsAndSilenceByNone() {
        assertThat(taken()).isEqualTo(CommitRounds.ROUNDS);
        assertThat(taken()).isZero();

        rounds.acknowledged();
        rounds.acknowledged();
        assertThat(taken()).isEqualTo(CommitRounds.ROUNDS);
        assertThat(taken()).isZero();
    }

    @Test
    void whileRecordsComeEachRoundCounts() {
        for (int i = 0; i < 100; i++) {
            rounds.acknowledged();
            assertThat(rounds.next()).isTrue();
        }
    }

    private int taken() {
        int taken = 0;
        for (int i = 0; i < 10; i++) {
            taken += rounds.next() ? 1 : 0;
        }
        return taken;
    }
}
