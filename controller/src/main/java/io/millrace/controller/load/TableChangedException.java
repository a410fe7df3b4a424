package io.millrace.controller.load;

/** A table was dropped or renamed before it could be read: look again which table is meant. */
public final class TableChangedException extends RuntimeException {
    TableChangedException(String message) {
        super(message);
    }
}
