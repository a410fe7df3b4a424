package io.millrace.kafka;

import org.jspecify.annotations.Nullable;

/** Kafka could not do as asked; the message is one line that says what happened to what, and what to do. */
public final class LogException extends RuntimeException {
    public LogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
