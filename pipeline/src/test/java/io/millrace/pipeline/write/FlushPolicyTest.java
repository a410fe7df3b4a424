package io.millrace.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FlushPolicyTest {
    private static final long MS = 1_000_000;
    private final FlushPolicy policy = new FlushPolicy(Duration.ofMillis(10), 100, 1000);

    @Test
    void aLoneRowGoesWhenNoOtherFollowsForAMoment() {
        assertThat(policy.waitNanos(0, 0, 0, 1, 1)).isEqualTo(FlushPolicy.QUIET.toNanos());
        assertThat(policy.waitNanos(MS, 0, 0, 1, 1)).isZero();
    }

    @Test
    void aSteadyTrickleGoesWhenItsOldestRowIsAsOldAsTheLinger() {
        assertThat(policy.waitNanos(9_700_000, 0, 9_600_000, 20, 20)).isEqualTo(300_000);
        assertThat(policy.waitNanos(10 * MS, 0, 10 * MS, 20, 20)).isZero();
    }

    @Test
    void enoughRowsOrBytesGoAtOnce() {
        spend();
        assertThat(policy.waitNanos(0, 0, 0, 100, 1)).isZero();
        assertThat(policy.waitNanos(0, 0, 0, 1, 1000)).isZero();
    }

    @Test
    void aFewWritesGoAtOnceThenEachWaitsForItsShare() {
        spend();
        long wait = policy.waitNanos(0, 0, 0, 1, 1);
        assertThat(wait).isEqualTo((long) Math.ceil(1e9 / FlushPolicy.MOST_A_SECOND));
        assertThat(policy.waitNanos(wait, 0, 0, 1, 1)).isZero();
        policy.began(wait);
        assertThat(policy.waitNanos(wait, 0, 0, 1, 1)).isPositive();
    }

    @Test
    void slowInsertsLowerTheBudgetAndFastOnesRaiseItAgain() {
        for (int i = 0; i < 100; i++) {
            policy.wrote(1, 50 * MS);
        }
        assertThat(policy.perSecond()).isBetween(19.5, 20.5);
        for (int i = 0; i < 200; i++) {
            policy.wrote(1, 2 * MS);
        }
        assertThat(policy.perSecond()).isEqualTo(FlushPolicy.MOST_A_SECOND);
    }

    @Test
    void thereIsAlwaysSomeBudget() {
        policy.wrote(1, 10_000 * MS);
        assertThat(policy.perSecond()).isEqualTo(FlushPolicy.FEWEST_A_SECOND);
    }

    @Test
    void largeWritesSayNothingOfSmallOnes() {
        policy.wrote(100, 10_000 * MS);
        assertThat(policy.perSecond()).isEqualTo(FlushPolicy.MOST_A_SECOND);
    }

    @Test
    void withoutLingerNothingWaitsAtRest() {
        assertThat(new FlushPolicy(Duration.ZERO, 100, 1000).waitNanos(0, 0, 0, 1, 1))
                .isZero();
    }

    @Test
    void lateChangesGoTogetherInWritesThatAreFurtherApart() {
        policy.late(2_000_000);
        assertThat(policy.waitNanos(0, -50 * MS, -50 * MS, 1, 1)).isZero();
        policy.began(0);
        assertThat(policy.waitNanos(60 * MS, 0, 0, 1, 1)).isEqualTo(40 * MS);
        assertThat(policy.waitNanos(60 * MS, 0, 0, 100, 1)).isZero();
        policy.late(3_600_000_000L);
        assertThat(policy.waitNanos(60 * MS, 0, 0, 1, 1)).isEqualTo(440 * MS);
        policy.late(1_000);
        assertThat(policy.waitNanos(60 * MS, 0, 0, 1, 1)).isZero();
    }

    private void spend() {
        for (int i = 0; i < FlushPolicy.BURST; i++) {
            policy.began(0);
        }
    }
}
