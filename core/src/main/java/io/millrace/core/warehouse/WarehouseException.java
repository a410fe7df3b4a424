package io.millrace.core.warehouse;

import io.millrace.core.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The warehouse could not do as asked; {@link #code()} says what to do about it. */
public final class WarehouseException extends RuntimeException {
    private final ErrorCode code;
    private final boolean doubtful;

    public WarehouseException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, cause, false);
    }

    /** @param doubtful see {@link #isDoubtful} */
    public WarehouseException(ErrorCode code, String message, @Nullable Throwable cause, boolean doubtful) {
        super(message, cause);
        this.code = code;
        this.doubtful = doubtful;
    }

    public ErrorCode code() {
        return code;
    }

    /** Whether the way to the warehouse can be at fault as well, such as a proxy that cuts off what it passes on. */
    public boolean isDoubtful() {
        return doubtful;
    }
}
