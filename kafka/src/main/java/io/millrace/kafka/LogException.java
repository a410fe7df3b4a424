package io.millrace.kafka;

import org.jspecify.annotations.Nullable;

/**
 * Kafka could not do as asked; the message is one line that says what happened to what, and what to do. Where a
 * certificate or a login was refused, it says that and nothing else.
 */
public final class LogException extends RuntimeException {
    public LogException(String message, @Nullable Throwable cause) {
        super(LoginRefusal.of(cause).map(why -> why + ".").orElse(message), cause);
    }
}
