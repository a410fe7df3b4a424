package io.millrace.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private final Silence silence = new Silence(Duration.ofNanos(60));

    @Test
    void itIsTooLongAfterTheLimitWithoutAnyAnswer() {
        assertThat(silence.isTooLong(true, -30)).isFalse();
        assertThat(silence.isTooLong(true, 29)).isFalse();
        assertThat(silence.isTooLong(true, 30)).isTrue();
    }

    @Test
    void anAnswerEndsIt() {
        assertThat(silence.isTooLong(true, 0)).isFalse();
        assertThat(silence.isTooLong(false, 50)).isFalse();
        assertThat(silence.isTooLong(true, 70)).isFalse();
        assertThat(silence.isTooLong(true, 129)).isFalse();
        assertThat(silence.isTooLong(true, 130)).isTrue();
    }
}
