package io.millrace.controller.error;

/** An operation is not possible; the message is one line that says why, and what to do. */
public class ControllerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ControllerException(String message) {
        super(message);
    }

    public ControllerException(String message, Throwable cause) {
        super(message, cause);
    }
}
