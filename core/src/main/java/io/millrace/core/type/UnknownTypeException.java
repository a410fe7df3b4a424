package io.millrace.core.type;

/** No rule of the {@linkplain TypeMapping type mapping} matches a column's wire type. */
public final class UnknownTypeException extends RuntimeException {
    public UnknownTypeException(String wireType) {
        super("no rule for the wire type " + wireType, null, false, false);
    }
}
