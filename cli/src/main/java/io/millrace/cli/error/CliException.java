package io.millrace.cli.error;

import org.jspecify.annotations.Nullable;

/** A command cannot do what it was asked to; the message is one line that says what to do. */
public final class CliException extends RuntimeException {
    public CliException(String message) {
        super(message);
    }

    public CliException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
