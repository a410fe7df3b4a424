package io.millrace.controller;

import java.util.List;

/**
 * What {@code /readyz} says.
 *
 * @param ready whether the controller does what it should; a standby does when it waits
 * @param role {@link #ACTIVE}, {@link #STANDBY} or {@link #UNKNOWN}
 * @param blocked whether it cannot begin before somebody acts
 * @param detail what is missing or failing, in one line; empty where nothing is
 * @param loops each loop
 */
public record ControllerStatus(boolean ready, String role, boolean blocked, String detail, List<Loop> loops) {
    /** It acts. */
    public static final String ACTIVE = "active";
    /** Another one acts; this one waits for its end. */
    public static final String STANDBY = "standby";
    /** Which of them it is is not known, for the source does not answer. */
    public static final String UNKNOWN = "unknown";

    public ControllerStatus {
        loops = List.copyOf(loops);
    }

    /**
     * What the controller does for all its life.
     *
     * @param name {@code capture}, {@code resync}, {@code topics} …
     * @param ready whether it does what it should
     * @param failures how often it has failed and begun again
     * @param detail what is missing, or why it failed; empty where it works
     */
    public record Loop(String name, boolean ready, long failures, String detail) {}
}
