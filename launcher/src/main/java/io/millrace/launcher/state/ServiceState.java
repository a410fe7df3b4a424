package io.millrace.launcher.state;

import java.util.Locale;

/** How a service is. */
public enum ServiceState {
    /** Waits for the services that it needs. */
    WAITING,
    STARTING,
    /** Runs, and its readiness check holds. */
    HEALTHY,
    /** Runs, but its readiness check does not hold (any more). */
    UNHEALTHY,
    /** Has died and will be started again after a pause. */
    RESTARTING,
    STOPPING,
    STOPPED;

    /** As the state stands in {@code status}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ServiceState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
