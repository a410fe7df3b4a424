package io.millrace.clickhouse.embedded;

/** The server cannot start; the message is the one line to show. */
final class StartException extends Exception {
    StartException(String message) {
        super(message);
    }
}
