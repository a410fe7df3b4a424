package io.millrace.pipeline.write;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.error.ErrorCode.Action;
import io.millrace.core.warehouse.WarehouseException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a failure that is not for retrying means. */
final class Failures {
    private Failures() {}

    /** Throws on what concerns no single row: the writer is closing, or the operator must help first. */
    static void rethrowFatal(RuntimeException e) {
        if (e instanceof Retries.Stopped
                || (e instanceof WarehouseException warehouse
                        && warehouse.code().action() == Action.HALT)) {
            throw e;
        }
    }

    static ErrorCode code(RuntimeException e) {
        return e instanceof WarehouseException warehouse ? warehouse.code() : ErrorCode.ROW_REJECTED;
    }

    /** For people. Of failures that nobody foresaw only the kind: their messages can hold row values. */
    static String reason(RuntimeException e) {
        return e instanceof WarehouseException
                ? String.valueOf(e.getMessage())
                : "Writing failed in a way that nobody foresaw: " + kind(e);
    }

    /** For the log: where it came from, without its message, which can hold row values. */
    static String trace(RuntimeException e) {
        return Arrays.stream(e.getStackTrace())
                .limit(8)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < ", kind(e) + " at ", ""));
    }

    static String kind(RuntimeException e) {
        return e.getClass().getSimpleName();
    }
}
