package io.millrace.launcher.stack;

import java.util.List;

/** The stack could not be started; everything is stopped again. */
public final class StartFailure extends RuntimeException {
    private final List<String> log;

    StartFailure(String message, List<String> log) {
        super(message);
        this.log = List.copyOf(log);
    }

    /** The last lines that the service printed. */
    public List<String> log() {
        return log;
    }
}
