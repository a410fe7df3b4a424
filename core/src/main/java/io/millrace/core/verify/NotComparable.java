package io.millrace.core.verify;

/** The two sides of a table have different shapes; the message continues after the table's name and says what to do. */
public final class NotComparable extends Exception {
    private static final long serialVersionUID = 1;

    public NotComparable(String message) {
        super(message);
    }
}
