package io.millrace.ops.webhook;

import io.millrace.clickhouse.bookkeeping.AlertEntry;

/**
 * A message that an alert is firing or resolved.
 *
 * @param event which of the two
 */
public record Message(AlertEntry alert, Event event) {
    /** The content. */
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

    /** The same for all attempts and receivers, so that receivers can detect repetitions. */
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
