package io.millrace.pipeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.warehouse.Progress;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StartingPointTest {
    private static final String TOPIC = "t";

    @Test
    void startsWhereTheWarehouseEndsAndAtTheBeginningOfWhatItNeverSaw() {
        Map<Integer, Long> start =
                StartingPoint.of(TOPIC, Map.of(0, progress(0, 7)), Map.of(0, 0L, 1, 3L), Map.of(0, 10L, 1, 12L));
        assertThat(start).containsExactly(Map.entry(0, 7L), Map.entry(1, 3L));
        assertThat(StartingPoint.json(TOPIC, start)).isEqualTo("{\"t\":{\"0\":7,\"1\":3}}");
    }

    @Test
    void refusesALogThatEndsBeforeWhatTheWarehouseHolds() {
        assertThatThrownBy(() -> StartingPoint.of(TOPIC, Map.of(0, progress(0, 7)), Map.of(0, 0L), Map.of(0, 6L)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("the log was made anew");
    }

    @Test
    void refusesALogThatLostWhatTheWarehouseDoesNotHold() {
        assertThatThrownBy(() -> StartingPoint.of(TOPIC, Map.of(0, progress(0, 7)), Map.of(0, 9L), Map.of(0, 20L)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("offsets 7 to 8 of t partition 0");
    }

    private static Progress progress(int partition, long next) {
        return new Progress(TOPIC, partition, next, 0, 0, 0);
    }
}
