package io.millrace.cli.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** How the stack on this machine is, by who runs it: more than its ops knows, and known where that is down. */
@FunctionalInterface
public interface LocalStatus {
    /**
     * Prints the state.
     *
     * @param data the stack's folder
     * @param json whether as JSON, {@code {"state","services":[{"name","state","pid","url","detail"}]}}
     */
    void print(Path data, boolean json, PrintStream out) throws IOException;
}
