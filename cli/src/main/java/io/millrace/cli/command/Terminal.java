package io.millrace.cli.command;

/** Whether a person watches: the script tells, since Java cannot say it of stdout and stderr one by one. */
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
