package io.millrace.controller;

import java.util.List;

/**
 * What {@code /readyz} says.
 *
 * @param ready whether the controller does what it should
 * @param blocked whether it cannot begin before somebody acts
 * @param detail what is missing or failing, in one line; empty where nothing is
 * @param loops each loop
 */
public record ControllerStatus(boolean ready, boolean blocked, String detail, List<Loop> loops) {
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
