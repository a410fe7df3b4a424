package io.millrace.ops.probe;

import java.time.Duration;

/** Checks one system. May block, as it has its own thread. */
interface Check {
    /** @throws Exception if the system cannot be asked; the message becomes the detail of "down" */
    ServiceVerdict look() throws Exception;

    /** For how long a system that is up is not asked again: slightly less than two of the rounds, which are a second apart. */
    default Duration rest() {
        return Duration.ofMillis(1_900);
    }
}
