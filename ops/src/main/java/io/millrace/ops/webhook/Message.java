package io.millrace.ops.webhook;

import io.millrace.clickhouse.bookkeeping.AlertEntry;

/**
 * That an alert fires, or that it is over.
 *
 * @param event which of the two
 */
public record Message(AlertEntry alert, Event event) {
    /** What is told. */
    public enum Event {
        FIRING("firing"),
        RESOLVED("resolved");

        private final String text;

        Event(String text) {
            this.text = text;
        }

        /** As stored and sent. */
        public String text() {
            return text;
        }
    }

    /** The same for each attempt and receiver, so that a receiver can tell a repetition. */
    String id() {
        return String.join(
                "/",
                alert.source(),
                alert.rule(),
                alert.subject(),
                Long.toString(alert.since().toEpochMilli()),
                event.text());
    }
}
