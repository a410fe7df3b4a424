package io.millrace.ops.letters;

import io.millrace.core.error.LetterId;

/**
 * What replaying a letter would do.
 *
 * @param letter which one
 * @param outcome what
 * @param detail in words, without row values
 */
public record Verdict(LetterId letter, Outcome outcome, String detail) {
    /** Stored nowhere; in lower case in the API. */
    public enum Outcome {
        /** A row would be made, replaced or ended. */
        LANDS,
        /** Nothing changes: the warehouse has something newer. */
        SUPERSEDED,
        /** Nothing changes: it is there. */
        THERE,
        /** The table would be loaded again, which brings what the record says. */
        RELOADS,
        /** It would become a dead letter again. */
        REJECTED,
        /** It is not sent: the edit is none that may be made, or the record is too large. */
        REFUSED
    }
}
