package io.millrace.clickhouse.bookkeeping;

import java.time.Instant;

/**
 * What the probe saw of a service.
 *
 * @param at when
 * @param service its status name: postgres, kafka, connect, …
 * @param state how it is
 * @param detail in words, empty where there is nothing to say
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
