package io.millrace.controller.load;

/** A load cannot be done as it is; the message says what to do, in one line. */
public final class LoadException extends RuntimeException {
    public LoadException(String message) {
        super(message);
    }
}
