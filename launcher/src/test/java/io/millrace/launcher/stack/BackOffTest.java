package io.millrace.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @Test
    void pauses_double_up_to_the_longest() {
        BackOff backOff = new BackOff();
        assertThat(backOff.next(SHORT)).isEqualTo(Duration.ofMillis(500));
        assertThat(backOff.next(SHORT)).isEqualTo(Duration.ofSeconds(1));
        for (int i = 0; i < 10; i++) {
            backOff.next(SHORT);
        }
        assertThat(backOff.next(SHORT)).isEqualTo(BackOff.LONGEST);
    }

    @Test
    void a_healthy_time_is_forgiving() {
        BackOff backOff = new BackOff();
        backOff.next(SHORT);
        backOff.next(SHORT);
        assertThat(backOff.next(BackOff.FORGIVEN_AFTER)).isEqualTo(BackOff.FIRST);
    }
}
