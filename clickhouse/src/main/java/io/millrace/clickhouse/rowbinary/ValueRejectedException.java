package io.millrace.clickhouse.rowbinary;

/** A value that its column cannot hold. The message says why, never which value. */
final class ValueRejectedException extends RuntimeException {
    ValueRejectedException(String message) {
        super(message);
    }
}
