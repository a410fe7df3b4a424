package io.millrace.ops.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.webhook.Receiver.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {
    @Test
    void pauses_double_up_to_five_minutes() {
        assertThat(BackOff.pause(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(BackOff.pause(4)).isEqualTo(Duration.ofSeconds(8));
        assertThat(BackOff.pause(10)).isEqualTo(Duration.ofMinutes(5));
        assertThat(BackOff.pause(10_000)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void a_refusal_is_tried_five_times_and_an_outage_for_a_day() {
        Answer refused = new Answer(false, false, "answered with HTTP status 404");
        Answer away = new Answer(false, true, "could not be reached");
        assertThat(BackOff.isOver(refused, 4, Duration.ZERO)).isFalse();
        assertThat(BackOff.isOver(refused, 5, Duration.ZERO)).isTrue();
        assertThat(BackOff.isOver(away, 300, Duration.ofHours(23))).isFalse();
        assertThat(BackOff.isOver(away, 300, Duration.ofHours(25))).isTrue();
    }
}
