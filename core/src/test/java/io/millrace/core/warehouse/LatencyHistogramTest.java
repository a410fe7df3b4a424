package io.millrace.core.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.warehouse.LatencyBucket.Stage;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LatencyHistogramTest {
    @Test
    void aChangeCountsInEachStageOfTheSecondInWhichItLanded() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(5_000_000, 5_000_001, 5_000_003, 5_000_010);
        histogram.record(5_000_000, 5_000_001, 5_000_003, 5_000_010);
        assertThat(histogram.drain())
                .containsExactly(
                        new LatencyBucket(5, Stage.CAPTURE, 1, 2),
                        new LatencyBucket(5, Stage.LOG, 2, 2),
                        new LatencyBucket(5, Stage.LAND, 7, 2),
                        new LatencyBucket(5, Stage.TOTAL, 10, 2));
        assertThat(histogram.drain()).isEmpty();
    }

    @Test
    void aStageThatSeemsToEndBeforeItBeginsCountsAsZero() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(5_000_900, 5_000_950, 5_000_000, 5_001_000);
        assertThat(histogram.drain())
                .filteredOn(latency -> latency.stage() == Stage.LOG)
                .singleElement()
                .extracting(LatencyBucket::micros)
                .isEqualTo(0L);
    }

    @Test
    void theValueOfABucketIsWithinTwoPercentOfAllItCounts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            long micros = i < 100_000 ? i : random.nextLong() >>> (1 + random.nextInt(62));
            long middle = LatencyHistogram.middle(LatencyHistogram.bucket(micros));
            assertThat(Math.abs((double) middle - micros))
                    .as("%d, seed %d", micros, seed)
                    .isLessThanOrEqualTo(micros * 0.02);
        }
    }

    @Test
    void theLongestLatencyHasABucket() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(0, 0, 0, Long.MAX_VALUE);
        assertThat(histogram.drain()).hasSize(4);
    }
}
