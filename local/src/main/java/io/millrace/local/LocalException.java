package io.millrace.local;

/** A local server cannot be prepared or started; the message says why and what to do, in one line. */
public final class LocalException extends RuntimeException {
    public LocalException(String message) {
        super(message);
    }

    public LocalException(String message, Throwable cause) {
        super(message, cause);
    }
}
