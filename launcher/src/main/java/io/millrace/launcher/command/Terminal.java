package io.millrace.launcher.command;

/** Whether a person watches: the script tells, since Java cannot say it of stdout and stderr one by one. */
final class Terminal {
    private Terminal() {}

    /** Whether stderr, where progress goes, is a terminal. */
    static boolean onProgress() {
        return Boolean.getBoolean("millrace.terminal.err");
    }

    /** Whether stdout, where results go, is a terminal. */
    static boolean onResults() {
        return Boolean.getBoolean("millrace.terminal.out");
    }
}
