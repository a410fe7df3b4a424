package io.millrace.core.type.read;

/** A value arrived in a form that its schema does not allow. The message never holds the value. */
public final class BadValueException extends RuntimeException {
    public BadValueException(String message) {
        // No stack trace: bad data can come in large numbers.
        super(message, null, false, false);
    }
}
