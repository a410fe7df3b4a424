package io.millrace.bench.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class LagTrendTest {
    private static LagTrend of(DoubleUnaryOperator lag) {
        var trend = new LagTrend();
        for (int i = 0; i <= 100; i++) {
            trend.add(i / 10.0, lag.applyAsDouble(i / 10.0));
        }
        return trend;
    }

    @Test
    void aLagThatStaysDoesNotGrow() {
        var trend = of(at -> 0.2 + (at * 10 % 2 == 0 ? 0.1 : -0.1));
        assertThat(trend.slope()).isCloseTo(0, within(0.01));
        assertThat(trend.grows()).isFalse();
    }

    @Test
    void aPipelineOfFourFifthsOfTheRateFallsBehindByAFifthOfASecondEachSecond() {
        var trend = of(at -> at / 5);
        assertThat(trend.slope()).isCloseTo(0.2, within(1e-9));
        assertThat(trend.atEnd()).isCloseTo(1.75, within(0.05));
        assertThat(trend.grows()).isTrue();
    }

    @Test
    void aSmallLagIsNoBacklogWhateverItsSlope() {
        var trend = new LagTrend();
        trend.add(0, 0);
        trend.add(0.5, 0.1);
        assertThat(trend.slope()).isGreaterThan(LagTrend.GROWING);
        assertThat(trend.grows()).isFalse();
    }

    @Test
    void aBurstThatWasCaughtUpWithIsNoGrowth() {
        assertThat(of(at -> at < 2 ? 3 - at : 0.1).grows()).isFalse();
    }

    @Test
    void nothingSaysNothing() {
        assertThat(new LagTrend().slope()).isZero();
        assertThat(new LagTrend().grows()).isFalse();
    }
}
