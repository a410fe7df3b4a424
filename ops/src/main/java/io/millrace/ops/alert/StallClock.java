package io.millrace.ops.alert;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Measures for how long nothing new has become durable, by one clock only: those of the source and of ops may differ. For one
 * thread.
 */
final class StallClock {
    /** After a longer gap between two looks nobody can say how long it really was. */
    private static final Duration GAP = Duration.ofSeconds(30);

    private @Nullable Instant lookedAt;
    private @Nullable Object lastSeen;
    private Instant movedAt = Instant.EPOCH;

    /**
     * @param seen what moves when something becomes durable; null before anything has
     * @return since when it has not moved, as far as was looked
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
