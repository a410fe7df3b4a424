package io.millrace.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.event.SourcePosition;
import io.millrace.core.warehouse.StageLatency;
import io.millrace.core.warehouse.StageLatency.Stage;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatencyTallyTest {
    @Test
    void splitsTheWayIntoStages() {
        LatencyTally tally = new LatencyTally();
        tally.landed(new SourcePosition(1, 1, 1, 1_000_000_000, 1_000_004_000), 1_000_005, 1_000_020_000);
        List<StageLatency> stages = tally.take();
        assertThat(stages)
                .extracting(StageLatency::stage)
                .containsExactlyInAnyOrder(Stage.CAPTURE, Stage.LOG, Stage.LAND, Stage.TOTAL);
        assertThat(stages).allSatisfy(latency -> {
            long exact = switch (latency.stage()) {
                case CAPTURE -> 4_000;
                case LOG -> 1_000;
                case LAND -> 15_000;
                case TOTAL -> 20_000;
            };
            assertThat(latency.micros()).isCloseTo(exact, Percentage.withPercentage(2));
            assertThat(latency.second()).isEqualTo(1_000);
            assertThat(latency.count()).isEqualTo(1);
        });
        assertThat(tally.take()).isEmpty();
    }

    @Test
    void likeLatenciesOfOneSecondAreCountedTogether() {
        LatencyTally tally = new LatencyTally();
        for (int i = 0; i < 100; i++) {
            tally.landed(new SourcePosition(1, 1, 1, 0, 0), 0, 10_000);
        }
        List<StageLatency> total = tally.take().stream()
                .filter(latency -> latency.stage() == Stage.TOTAL)
                .toList();
        assertThat(total).hasSize(1);
        assertThat(total.get(0).count()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 99, 12_345, 1_000_000, 86_400_000_000L})
    void aBucketIsAtMostTwoPercentOff(long micros) {
        assertThat((double) LatencyTally.micros(LatencyTally.index(micros)))
                .isCloseTo((double) micros, within((double) micros * 0.0205 + 0.5));
    }

    @Test
    void aStageThatEndsBeforeItBeginsTookNoTime() {
        assertThat(LatencyTally.micros(LatencyTally.index(-5))).isZero();
        assertThat(LatencyTally.micros(LatencyTally.index(0))).isZero();
    }
}
