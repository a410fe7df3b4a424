package io.millrace.ops.probe;

/** Looks at one system. May block as long as it likes: its thread is its own. */
interface Check {
    /** @throws Exception where the system cannot be asked; the message becomes the detail of "down" */
    Verdict look() throws Exception;
}
