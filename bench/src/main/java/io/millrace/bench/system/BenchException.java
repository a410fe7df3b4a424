package io.millrace.bench.system;

import org.jspecify.annotations.Nullable;

/** A measurement that cannot go on. The message is one line for the user: what happened and what to do. */
public final class BenchException extends RuntimeException {
    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
