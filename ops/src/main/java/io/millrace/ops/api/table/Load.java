package io.millrace.ops.api.table;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The load of a table, while it continues or after it has failed.
 *
 * @param since when it began to wait or to read
 * @param reason why the table is loaded
 * @param detail what it waits for, or why it failed; else empty
 * @param rows how many of its rows are in the warehouse and were not changed since
 * @param rowsPerSecond on average since it began to read
 * @param secondsLeft until as many rows have landed as the source has, at this rate
 */
public record Load(
        LoadStage stage,
        Instant since,
        String reason,
        String detail,
        @Nullable Long rows,
        @Nullable Double rowsPerSecond,
        @Nullable Double secondsLeft) {
    /** With a rate. */
    public Load at(double rate, @Nullable Double left) {
        return new Load(stage, since, reason, detail, rows, rate, left);
    }
}
