package io.millrace.controller.lease;

/** This controller is not, or may not be, the active one. */
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LeaseLostException(String message) {
        super(message);
    }
}
