package io.millrace.controller;

import java.util.List;

/**
 * What {@code /readyz} says.
 *
 * @param ready whether the controller works; a waiting standby does
 * @param role {@link #ACTIVE}, {@link #STANDBY} or {@link #UNKNOWN}
 * @param blocked whether it cannot start until an operator acts
 * @param detail what is missing or failing, in one line; empty if nothing is
 * @param loops each loop
 */
public record ControllerStatus(boolean ready, String role, boolean blocked, String detail, List<Loop> loops) {
    /** It acts. */
    public static final String ACTIVE = "active";
    /** Another one is active; this one waits for its end. */
    public static final String STANDBY = "standby";
    /** The role is unknown, as the source does not answer. */
    public static final String UNKNOWN = "unknown";

    public ControllerStatus {
        loops = List.copyOf(loops);
    }

    /**
     * A loop of the controller.
     *
     * @param name {@code capture}, {@code resync}, {@code topics} …
     * @param ready whether it works
     * @param failures how often it has failed and restarted
     * @param detail what is missing, or why it failed; empty if it works
     */
    public record Loop(String name, boolean ready, long failures, String detail) {}
}
