package io.millrace.bench.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class CpuTimeTest {
    private static final CpuTime USED = new CpuTime(12_000_000_000L, Map.of("connect", 5_000_000L, "kafka", 1_000_000L))
            .since(new CpuTime(2_000_000_000L, Map.of("connect", 1_000_000L)));

    @Test
    void microsecondsAreSharedByChanges() {
        assertThat(USED.perChange(100_000)).isEqualTo(Map.of("connect", 40.0, "kafka", 10.0, "total", 50.0));
    }

    @Test
    void coresAreTimeByTime() {
        assertThat(USED.cores()).isEqualTo(Map.of("connect", 0.4, "kafka", 0.1, "total", 0.5));
    }

    @Test
    void aServiceThatWasStartedAgainHasNoNegativeTime() {
        var used = new CpuTime(2, Map.of("ops", 10L)).since(new CpuTime(1, Map.of("ops", 50L)));
        assertThat(used.micros()).isEqualTo(Map.of("ops", 0L));
    }
}
