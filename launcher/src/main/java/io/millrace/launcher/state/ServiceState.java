package io.millrace.launcher.state;

import java.util.Locale;

/** The state of a service. */
public enum ServiceState {
    /** Waits for the services that it needs. */
    WAITING,
    STARTING,
    /** Runs, and its readiness check holds. */
    HEALTHY,
    /** Runs, but its readiness check does not hold (any more). */
    UNHEALTHY,
    /** Has died and will be restarted after a pause. */
    RESTARTING,
    STOPPING,
    STOPPED;

    /** As shown by {@code status}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ServiceState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
