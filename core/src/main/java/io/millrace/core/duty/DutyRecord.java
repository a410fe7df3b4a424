package io.millrace.core.duty;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The known state of one duty. Thread-safe. */
final class DutyRecord {
    /** How long a duty must work after a failure until it counts as working. */
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

    /** Records that it works. */
    synchronized void works() {
        if (!working) {
            working = true;
            workingSince = clock.instant();
        }
        calm();
    }

    /** @return whether the failure differs from the last one */
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

    /** An old failure does not count towards a new back-off. */
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
