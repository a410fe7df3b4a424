package io.millrace.ops.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.api.flow.Lag;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LagQueriesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:20Z");
    private static final Instant NEVER = Instant.EPOCH;

    @Test
    void theOldestWaitingEventOfAllPartitionsMakesTheSeconds() {
        Lag lag = LagQueries.lag(
                List.of(row(0, 110, 100, NOW.minusSeconds(3)), row(1, 55, 50, NOW.minusSeconds(7))), NOW);
        assertThat(lag.records()).isEqualTo(15);
        assertThat(lag.seconds()).isEqualTo(7);
    }

    @Test
    void progressBeyondTheLastSampleIsNoLag() {
        Lag lag = LagQueries.lag(List.of(row(0, 100, 105, NEVER)), NOW);
        assertThat(lag.records()).isZero();
        assertThat(lag.seconds()).isZero();
    }

    @Test
    void theRateComparesWithTheSampleOfTenSecondsAgoAndIsZeroWithoutOne() {
        Lag lag = LagQueries.lag(
                List.of(
                        new LagQueries.Row(0, 150, 150, NOW, 100, NOW.minusSeconds(10), NEVER),
                        new LagQueries.Row(1, 150, 150, NOW, 0, NEVER, NEVER)),
                NOW);
        assertThat(lag.logPerSecond()).isEqualTo(5);
    }

    @Test
    void withoutSamplesNothingIsClaimed() {
        Lag lag = LagQueries.lag(List.of(), NOW);
        assertThat(lag.logPerSecond()).isNull();
        assertThat(lag.sampledAt()).isNull();
    }

    private static LagQueries.Row row(int partition, long end, long next, Instant waitingSince) {
        return new LagQueries.Row(partition, end, next, NOW, end, NOW.minusSeconds(10), waitingSince);
    }
}
