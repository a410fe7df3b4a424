package io.millrace.cli.command;

/** Whether output goes to a terminal: set by the script, since Java cannot check stdout and stderr separately. */
public final class Terminal {
    private Terminal() {}

    /** Whether stderr, where progress goes, is a terminal. */
    public static boolean onProgress() {
        return Boolean.getBoolean("millrace.terminal.err");
    }

    /** Whether stdout, where results go, is a terminal. */
    public static boolean onResults() {
        return Boolean.getBoolean("millrace.terminal.out");
    }
}
