package io.millrace.cli.ops;

import org.jspecify.annotations.Nullable;

/** Ops cannot be reached or refuses a request; the message says why, and what to do. */
public final class OpsException extends RuntimeException {
    /** Where nothing was answered. */
    static final int SILENT = 0;

    private final int status;
    private final String code;

    OpsException(String message, int status, String code, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
    }

    /** The stable code of the problem, such as {@code reader_not_configured}; empty if ops reported none. */
    public String code() {
        return code;
    }

    /** Whether the same request may succeed in a moment: ops starts, or what it needs does not answer. */
    public boolean isTemporary() {
        return status == SILENT || status == 429 || status >= 500;
    }
}
