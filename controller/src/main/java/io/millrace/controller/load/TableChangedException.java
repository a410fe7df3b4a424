package io.millrace.controller.load;

/** A table was dropped or renamed before it could be read: it must be looked up again. */
public final class TableChangedException extends RuntimeException {
    TableChangedException(String message) {
        super(message);
    }
}
