package io.millrace.ops.deadletter;

import io.millrace.core.error.DeadLetterId;

/**
 * The preview of a dead letter's replay.
 *
 * @param deadLetter its id
 * @param outcome the effect
 * @param detail in words, without row values
 */
public record ReplayVerdict(DeadLetterId deadLetter, Outcome outcome, String detail) {
    /** Stored nowhere; in lower case in the API. */
    public enum Outcome {
        /** A row would be created, replaced or deleted. */
        LANDS,
        /** Nothing changes: the warehouse has something newer. */
        SUPERSEDED,
        /** Nothing changes: it is already there. */
        THERE,
        /** The table would be resynced, which brings the record's change. */
        RELOADS,
        /** It would become a dead letter again. */
        REJECTED,
        /** It is not sent: the edit is not allowed, or the record is too large. */
        REFUSED
    }
}
