package io.millrace.controller.resync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LoadEstimatesTest {
    private static final long MIB = 1024 * 1024;

    private final LoadEstimates estimates = new LoadEstimates();

    @Test
    void whatWasNotSeenIsNotKnown() {
        assertThat(estimates.seconds(100 * MIB)).isZero();
        estimates.finished(0, 2);
        assertThat(estimates.seconds(100 * MIB)).isZero();
        assertThat(estimates.seconds(0)).isEqualTo(2);
    }

    @Test
    void aLargeTableTakesItsBytesByTheRateOfTheLastOnes() {
        estimates.finished(0, 1);
        estimates.finished(100 * MIB, 11);

        assertThat(estimates.seconds(200 * MIB)).isCloseTo(21, within(0.1));
    }
}
