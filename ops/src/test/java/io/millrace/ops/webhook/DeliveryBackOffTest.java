package io.millrace.ops.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.webhook.WebhookEndpoint.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeliveryBackOffTest {
    @Test
    void pausesDoubleUpToFiveMinutes() {
        assertThat(DeliveryBackOff.pause(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(DeliveryBackOff.pause(4)).isEqualTo(Duration.ofSeconds(8));
        assertThat(DeliveryBackOff.pause(10)).isEqualTo(Duration.ofMinutes(5));
        assertThat(DeliveryBackOff.pause(10_000)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aRefusalIsTriedFiveTimesAndAnOutageForADay() {
        Answer refused = new Answer(false, false, "answered with HTTP status 404");
        Answer away = new Answer(false, true, "could not be reached");
        assertThat(DeliveryBackOff.isOver(refused, 4, Duration.ZERO)).isFalse();
        assertThat(DeliveryBackOff.isOver(refused, 5, Duration.ZERO)).isTrue();
        assertThat(DeliveryBackOff.isOver(away, 300, Duration.ofHours(23))).isFalse();
        assertThat(DeliveryBackOff.isOver(away, 300, Duration.ofHours(25))).isTrue();
    }
}
