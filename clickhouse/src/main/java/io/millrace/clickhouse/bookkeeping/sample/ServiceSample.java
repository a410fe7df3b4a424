package io.millrace.clickhouse.bookkeeping.sample;

import java.time.Instant;

/**
 * A sample of a service's state, taken by the probe.
 *
 * @param at when
 * @param service its status name: postgres, kafka, connect, …
 * @param state how it is
 * @param detail in words, empty if there is nothing to say
 * @param responseMillis how long its answer took, milliseconds
 */
public record ServiceSample(Instant at, String service, State state, String detail, double responseMillis) {
    /** Stored in lower case. */
    public enum State {
        UP,
        DEGRADED,
        DOWN
    }
}
