package io.millrace.clickhouse.bookkeeping;

import java.time.Instant;

/**
 * The delivery of an alert, firing or resolved, to one webhook.
 *
 * @param source the source's name
 * @param rule the alert's rule
 * @param subject what the alert is about
 * @param since when the alert began: with rule and subject its identity
 * @param event {@code firing} or {@code resolved}
 * @param webhook the webhook's name, which does not contain its address
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
        /** Pending: tried now or after a restart. */
        WAITING,
        /** The endpoint accepted it. */
        DELIVERED,
        /** Given up. */
        GIVEN_UP
    }
}
