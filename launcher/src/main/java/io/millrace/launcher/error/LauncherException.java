package io.millrace.launcher.error;

/** A command failed; the message is the one line that the user sees, and says what to do. */
public class LauncherException extends RuntimeException {
    public LauncherException(String message) {
        super(message);
    }

    public LauncherException(String message, Throwable cause) {
        super(message, cause);
    }
}
