package io.millrace.controller.load;

/** A load is not possible; the message says what to do, in one line. */
public final class LoadException extends RuntimeException {
    public LoadException(String message) {
        super(message);
    }
}
