package io.millrace.clickhouse.embedded.engine;

/** Rows and bytes that a statement read, wrote and returned, and its time in nanoseconds. */
public record Counts(
        long readRows,
        long readBytes,
        long writtenRows,
        long writtenBytes,
        long resultRows,
        long resultBytes,
        long elapsedNanos) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);
}
