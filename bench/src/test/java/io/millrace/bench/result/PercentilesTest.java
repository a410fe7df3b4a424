package io.millrace.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PercentilesTest {
    @Test
    void percentilesAreOfTheNearestRank() {
        var nanos = LongStream.rangeClosed(1, 100).map(ms -> ms * 1_000_000).toArray();
        assertThat(Percentiles.ofNanos(nanos)).isEqualTo(new Percentiles(50, 95, 99, 100));
    }

    @Test
    void anEmptySetHasNone() {
        assertThat(Percentiles.ofNanos(new long[0]).p50()).isNaN();
    }
}
