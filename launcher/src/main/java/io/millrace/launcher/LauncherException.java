package io.millrace.launcher;

/** A command fails; the message is the one line that a person sees, and says what to do. */
public class LauncherException extends RuntimeException {
    public LauncherException(String message) {
        super(message);
    }

    public LauncherException(String message, Throwable cause) {
        super(message, cause);
    }
}
