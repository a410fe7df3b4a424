package io.millrace.core.decode;

import io.millrace.core.error.ErrorCode;

/** Ends the decoding of one record. The message is for the operator and never holds row values. */
final class Rejection extends RuntimeException {
    private final ErrorCode code;

    Rejection(ErrorCode code, String reason) {
        // No stack trace: bad records can come in large numbers.
        super(reason, null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
