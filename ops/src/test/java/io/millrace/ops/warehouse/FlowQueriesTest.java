package io.millrace.ops.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowQueriesTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "5, 1", "6, 10", "15, 10", "120, 10", "240, 20", "1440, 120"})
    void aChartNeverGetsMoreThanSomeHundredPoints(int minutes, int step) {
        assertThat(FlowQueries.step(minutes)).isEqualTo(step);
        assertThat(minutes * 60 / step).isLessThanOrEqualTo(720);
    }
}
