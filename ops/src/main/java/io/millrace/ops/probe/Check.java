package io.millrace.ops.probe;

/** Checks one system. May block, as it has its own thread. */
interface Check {
    /** @throws Exception if the system cannot be asked; the message becomes the detail of "down" */
    ServiceVerdict look() throws Exception;
}
