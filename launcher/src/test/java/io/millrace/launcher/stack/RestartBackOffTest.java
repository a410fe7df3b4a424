package io.millrace.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartBackOffTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @Test
    void pausesDoubleUpToTheLongest() {
        RestartBackOff backOff = new RestartBackOff();
        assertThat(backOff.next(SHORT)).isEqualTo(Duration.ofMillis(500));
        assertThat(backOff.next(SHORT)).isEqualTo(Duration.ofSeconds(1));
        for (int i = 0; i < 10; i++) {
            backOff.next(SHORT);
        }
        assertThat(backOff.next(SHORT)).isEqualTo(RestartBackOff.LONGEST);
    }

    @Test
    void aHealthyTimeIsForgiving() {
        RestartBackOff backOff = new RestartBackOff();
        backOff.next(SHORT);
        backOff.next(SHORT);
        assertThat(backOff.next(RestartBackOff.FORGIVEN_AFTER)).isEqualTo(RestartBackOff.FIRST);
    }
}
