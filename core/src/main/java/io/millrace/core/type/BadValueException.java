package io.millrace.core.type;

/** A value arrived in a form that its schema does not allow. The message never holds the value. */
public final class BadValueException extends RuntimeException {
    public BadValueException(String message) {
        // Thrown for bad data, perhaps for each record of a flood: no stack trace.
        super(message, null, false, false);
    }
}
