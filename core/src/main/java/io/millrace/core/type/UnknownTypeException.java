package io.millrace.core.type;

/** A column travels in a form that no rule of the {@linkplain TypeMapping table of types} names. */
public final class UnknownTypeException extends RuntimeException {
    public UnknownTypeException(String wireType) {
        super("no rule for the wire type " + wireType, null, false, false);
    }
}
