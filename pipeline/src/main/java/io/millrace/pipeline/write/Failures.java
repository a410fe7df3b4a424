package io.millrace.pipeline.write;

import io.millrace.core.error.ErrorCode;
import io.millrace.core.error.ErrorCode.Action;
import io.millrace.core.warehouse.OutdatedPlanException;
import io.millrace.core.warehouse.WarehouseException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Classifies failures that are not retried. */
final class Failures {
    private Failures() {}

    /** Rethrows what is not about a single row: the writer is closing, an operator must act first, or a plan is outdated. */
    static void rethrowFatal(RuntimeException e) {
        if (e instanceof Retries.Stopped
                || e instanceof OutdatedPlanException
                || (e instanceof WarehouseException warehouse
                        && warehouse.code().action() == Action.HALT)) {
            throw e;
        }
    }

    static ErrorCode code(RuntimeException e) {
        return e instanceof WarehouseException warehouse ? warehouse.code() : ErrorCode.ROW_REJECTED;
    }

    /** For display. Only the kind of unexpected failures, as their messages can hold row values. */
    static String reason(RuntimeException e) {
        return e instanceof WarehouseException
                ? String.valueOf(e.getMessage())
                : "Writing failed unexpectedly: " + kind(e);
    }

    /** For logging: its origin without its message, which can hold row values. */
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
