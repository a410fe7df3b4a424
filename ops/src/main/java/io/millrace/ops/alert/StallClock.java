package io.millrace.ops.alert;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Measures for how long nothing new has become durable, by the clock of ops only, as that of the source may differ. Not
 * thread-safe.
 */
final class StallClock {
    /** After a longer gap between two checks the duration is unknown. */
    private static final Duration GAP = Duration.ofSeconds(30);

    private @Nullable Instant lookedAt;
    private @Nullable Object lastSeen;
    private Instant movedAt = Instant.EPOCH;

    /**
     * @param seen a value that changes when something becomes durable; null before the first time
     * @return how long it has not changed, as far as observed
     */
    Instant movedAt(@Nullable Object seen, Instant now) {
        boolean gap = lookedAt == null || lookedAt.plus(GAP).isBefore(now);
        if (gap || (seen != null && !seen.equals(lastSeen))) {
            movedAt = now;
        }
        lookedAt = now;
        lastSeen = seen;
        return movedAt;
    }
}
