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
        assertThat(policy.waitNanos(9_500_000, 0, 9_400_000, 20, 20)).isEqualTo(500_000);
        assertThat(policy.waitNanos(10 * MS, 0, 10 * MS, 20, 20)).isZero();
    }

    @Test
    void enoughRowsOrBytesGoAtOnce() {
        assertThat(policy.waitNanos(0, 0, 0, 100, 1)).isZero();
        assertThat(policy.waitNanos(0, 0, 0, 1, 1000)).isZero();
    }

    @Test
    void theWindowGrowsWithLargeCyclesToItsLimitAndComesBackWithSmallOnes() {
        for (int i = 0; i < 10; i++) {
            policy.wrote(FlushPolicy.GROWS_AT);
        }
        assertThat(policy.window()).isEqualTo(FlushPolicy.WIDEST.toNanos());
        policy.wrote(FlushPolicy.SHRINKS_BELOW);
        assertThat(policy.window()).isEqualTo(FlushPolicy.WIDEST.toNanos());
        for (int i = 0; i < 10; i++) {
            policy.wrote(1);
        }
        assertThat(policy.window()).isEqualTo(10 * MS);
    }

    @Test
    void withoutLingerNothingWaitsAtRest() {
        assertThat(new FlushPolicy(Duration.ZERO, 100, 1000).waitNanos(0, 0, 0, 1, 1))
                .isZero();
    }
}
