package io.millrace.clickhouse.client;

/** The server has columns of other types than the bytes of rows were made for, or are to be read as. No row is at fault. */
public final class TypesDifferException extends RuntimeException {
    /** @param message names types, no values */
    public TypesDifferException(String message) {
        super(message);
    }
}
