package io.millrace.ops.api.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One load of a table.
 *
 * @param request that it belongs to; null if nobody asked
 * @param stage waiting, reading, landing, landed or failed
 * @param since when it began to wait or to read
 * @param detail what it waits for, or why it failed; else empty
 * @param lsn position of its rows; null before it reads
 * @param rows how many of its rows are in the warehouse and were not changed since
 * @param at when this was written
 */
public record TableLoad(
        String id,
        @Nullable String request,
        String table,
        String stage,
        Instant since,
        String reason,
        String detail,
        @Nullable String lsn,
        @Nullable Long rows,
        @Nullable Double rowsPerSecond,
        @Nullable Double secondsLeft,
        Instant at) {}
