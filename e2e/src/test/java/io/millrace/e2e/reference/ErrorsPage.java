package io.millrace.e2e.reference;

import io.millrace.core.error.ErrorCode;

/** {@code docs/reference/errors.md}. */
final class ErrorsPage {
    private ErrorsPage() {}

    static String codes() {
        MarkdownTable table = new MarkdownTable("code", "what Millrace does", "what it means, what to do");
        for (ErrorCode code : ErrorCode.values()) {
            table.row(MarkdownTable.code(code.name()), action(code.action()), code.advice());
        }
        return table.toString();
    }

    private static String action(ErrorCode.Action action) {
        return switch (action) {
            case RETRY -> "retries";
            case DEAD_LETTER -> "dead letter";
            case HALT -> "stops";
        };
    }
}
