package io.millrace.core.rowbinary;

/** A value that its column cannot hold. The message says why, never which value. */
public final class ValueRejectedException extends RuntimeException {
    public ValueRejectedException(String message) {
        super(message);
    }
}
