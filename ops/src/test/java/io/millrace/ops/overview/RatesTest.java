package io.millrace.ops.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.api.flow.Flow;
import io.millrace.ops.api.flow.FlowPoint;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:20.900Z");

    @Test
    void theRateIsTheMeanOfTenWholeSeconds() {
        Flow flow = Rates.flow(
                List.of(),
                List.of(
                        point("2026-01-01T12:00:08Z", 1_000),
                        point("2026-01-01T12:00:09Z", 60),
                        point("2026-01-01T12:00:18Z", 40),
                        point("2026-01-01T12:00:19Z", 1_000),
                        point("2026-01-01T12:00:20Z", 1_000)),
                NOW);
        assertThat(flow.changesPerSecond()).isEqualTo(10);
        assertThat(flow.lastChangeAt()).isEqualTo("2026-01-01T12:00:20Z");
    }

    @Test
    void withoutChangesTheRateIsZeroAndThereIsNoLastChange() {
        Flow flow = Rates.flow(List.of(), List.of(), NOW);
        assertThat(flow.changesPerSecond()).isZero();
        assertThat(flow.lastChangeAt()).isNull();
    }

    private static FlowPoint point(String at, long changes) {
        return new FlowPoint(Instant.parse(at), changes, 1, 2, 3);
    }
}
