package io.millrace.core.warehouse;

import io.millrace.core.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The warehouse could not do as asked; {@link #code()} says what to do about it. */
public final class WarehouseException extends RuntimeException {
    private final ErrorCode code;

    public WarehouseException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
