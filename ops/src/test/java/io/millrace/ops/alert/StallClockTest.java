package io.millrace.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StallClockTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private final StallClock clock = new StallClock();

    @Test
    void itCountsFromTheLastMoveAndAtFirstFromTheFirstLook() {
        assertThat(clock.movedAt(null, at(0))).isEqualTo(at(0));
        assertThat(clock.movedAt(null, at(20))).isEqualTo(at(0));
        assertThat(clock.movedAt("a", at(25))).isEqualTo(at(25));
        assertThat(clock.movedAt("a", at(50))).isEqualTo(at(25));
        assertThat(clock.movedAt("b", at(55))).isEqualTo(at(55));
    }

    @Test
    void nothingIsSaidOfATimeWhenNobodyLooked() {
        clock.movedAt("a", at(0));
        assertThat(clock.movedAt("a", at(31))).isEqualTo(at(31));
    }

    @Test
    void aSlowWarehouseIsAskedMoreSeldomButWithinTheTimeThatCountsAsALook() {
        assertThat(AlertWatch.rest(Duration.ofMillis(80))).isEqualTo(Duration.ofMillis(4_500));
        assertThat(AlertWatch.rest(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(10));
        assertThat(AlertWatch.rest(Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(15));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
