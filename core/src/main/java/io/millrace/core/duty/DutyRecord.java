package io.millrace.core.duty;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What is known of one duty. Safe for use by many threads. */
final class DutyRecord {
    /** So long a duty must have worked after a failure until it counts as working. */
    static final Duration STEADY = Duration.ofSeconds(10);

    private final String name;
    private final InstantSource clock;
    private Instant workingSince;
    private @Nullable Instant failingSince;
    private boolean working = true;
    private long failures;
    private String detail = "";

    DutyRecord(String name, InstantSource clock) {
        this.name = name;
        this.clock = clock;
        this.workingSince = clock.instant();
    }

    /** It works, from now on or still. */
    synchronized void works() {
        if (!working) {
            working = true;
            workingSince = clock.instant();
        }
        calm();
    }

    /** @return whether it did not fail just so before */
    synchronized boolean failed(String why) {
        calm();
        boolean isNew = !detail.equals(why);
        failures++;
        working = false;
        detail = why;
        if (failingSince == null) {
            failingSince = clock.instant();
        }
        return isNew;
    }

    /** A failure that is long ago does not count to one that comes. */
    private void calm() {
        if (working && failingSince != null && !clock.instant().isBefore(workingSince.plus(STEADY))) {
            failingSince = null;
            detail = "";
        }
    }

    synchronized DutyStatus status() {
        calm();
        Instant failing = failingSince;
        return new DutyStatus(name, failing != null, failing == null ? workingSince : failing, failures, detail);
    }
}
