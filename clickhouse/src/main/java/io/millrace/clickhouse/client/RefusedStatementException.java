package io.millrace.clickhouse.client;

/** The server refuses a statement. The message is for who wrote the statement only: it can quote values. */
public final class RefusedStatementException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int number;

    /** @param number ClickHouse's own, as in {@code system.errors} */
    RefusedStatementException(int number, String message) {
        super(message);
        this.number = number;
    }

    public int number() {
        return number;
    }
}
