package io.millrace.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FactsReadingTest {
    @Test
    void heartbeatsAreRestForAQuarterOfAMinute() {
        assertThat(FactsReading.isAtRest(Duration.ofSeconds(5), 2)).isTrue();
        assertThat(FactsReading.isAtRest(Duration.ofSeconds(10), 6)).isTrue();
        assertThat(FactsReading.isAtRest(Duration.ofSeconds(14), 6)).isFalse();
    }

    @Test
    void changesAreNoRest() {
        assertThat(FactsReading.isAtRest(Duration.ofSeconds(5), 5)).isFalse();
        assertThat(FactsReading.isAtRest(Duration.ofSeconds(5), 1_000)).isFalse();
    }
}
