package io.millrace.launcher.stack;

import java.time.Duration;

/**
 * Pauses between the restarts of one service: they double up to a limit, and are reset once the service was healthy for
 * a while, as it then was killed rather than unable to run.
 */
final class RestartBackOff {
    static final Duration FIRST = Duration.ofMillis(500);
    /** The obstacle, such as a full disk, can go away at any time. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    static final Duration FORGIVEN_AFTER = Duration.ofSeconds(5);

    private Duration next = FIRST;

    /** The pause before the next restart. */
    Duration next(Duration healthyFor) {
        if (healthyFor.compareTo(FORGIVEN_AFTER) >= 0) {
            next = FIRST;
        }
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}
