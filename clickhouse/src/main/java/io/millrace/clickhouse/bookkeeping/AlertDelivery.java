package io.millrace.clickhouse.bookkeeping;

import java.time.Instant;

/**
 * What became of telling one receiver that an alert fires, or that it is over.
 *
 * @param source the source's name
 * @param rule the alert's rule
 * @param subject what the alert is about
 * @param since when the alert began: with rule and subject its identity
 * @param event {@code firing} or {@code resolved}
 * @param webhook the receiver's name, which does not hold its address
 * @param at when that was so
 * @param outcome what became of it
 * @param attempts how often it was tried
 * @param detail why it was given up; else empty
 */
public record AlertDelivery(
        String source,
        String rule,
        String subject,
        Instant since,
        String event,
        String webhook,
        Instant at,
        Outcome outcome,
        int attempts,
        String detail) {
    /** Stored in lower case. */
    public enum Outcome {
        /** It is tried, now or after a restart. */
        WAITING,
        /** The receiver took it. */
        DELIVERED,
        /** It is not tried any more. */
        GIVEN_UP
    }
}
