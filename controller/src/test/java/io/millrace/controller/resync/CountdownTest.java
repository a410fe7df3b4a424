package io.millrace.controller.resync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CountdownTest {
    private final Countdown countdown = new Countdown();

    private void left(long left, long seconds) {
        countdown.left(left, TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void theTimeLeftFollowsFromWhatIsDoneASecond() {
        left(1_000, 0);
        left(900, 2);

        assertThat(countdown.seconds()).hasValue(18);
        assertThat(countdown.text()).isEqualTo(", about 18 s yet");
    }

    @Test
    void whatNobodyCanKnowIsNotSaid() {
        assertThat(countdown.text()).isEmpty();
        left(1_000, 0);
        assertThat(countdown.text()).as("one look").isEmpty();
        left(1_200, 3);
        assertThat(countdown.text()).as("it grows").isEmpty();
    }

    @Test
    void onlyTheLastSecondsCount() {
        left(100_000, 0);
        left(1_000, 20);
        left(990, 25);

        assertThat(countdown.seconds()).hasValue(495);
    }
}
