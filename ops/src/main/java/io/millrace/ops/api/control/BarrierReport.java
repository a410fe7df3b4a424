package io.millrace.ops.api.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether all that the source had committed at a position is queryable.
 *
 * @param state waiting, reached or lost
 * @param stage what it waits for: capture, pipeline, tables or loads; null at the end
 * @param detail the same in words with numbers; empty when it is reached
 */
public record BarrierReport(
        String id,
        String lsn,
        String state,
        @Nullable String stage,
        String detail,
        @Nullable Double secondsLeft,
        Instant at) {
    /** Whether it is final. */
    public boolean ended() {
        return !state.equals("waiting");
    }
}
