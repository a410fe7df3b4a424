package io.millrace.core.warehouse;

import io.millrace.core.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A failed request to the warehouse; {@link #code()} says what to do. */
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

    /** Whether the network may be at fault, too, such as a proxy that truncates data. */
    public boolean isDoubtful() {
        return doubtful;
    }
}
