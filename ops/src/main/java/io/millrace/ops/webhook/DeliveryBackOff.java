package io.millrace.ops.webhook;

import java.time.Duration;

/** Retry policy of webhook messages. */
final class DeliveryBackOff {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final int REFUSALS = 5;

    private DeliveryBackOff() {}

    /** 1 s, 2 s, 4 s … up to 5 min. */
    static Duration pause(int attempts) {
        Duration pause = Duration.ofSeconds(1L << Math.min(attempts - 1, 16));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    /** Whether to give up: permanent refusals are tried a few times, all else for a day. */
    static boolean isOver(WebhookEndpoint.Answer answer, int attempts, Duration tried) {
        return (!answer.worthRetrying() && attempts >= REFUSALS) || tried.compareTo(PATIENCE) > 0;
    }
}
