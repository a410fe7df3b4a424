package io.millrace.kafka;

import org.jspecify.annotations.Nullable;

/**
 * A failed request to Kafka; the message is one line that says what happened and what to do. If a certificate or a
 * login was refused, it says only that.
 */
public final class LogException extends RuntimeException {
    public LogException(String message, @Nullable Throwable cause) {
        super(LoginRefusal.of(cause).map(why -> why + ".").orElse(message), cause);
    }
}
