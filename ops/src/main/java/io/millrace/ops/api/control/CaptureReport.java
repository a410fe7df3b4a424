package io.millrace.ops.api.control;

import io.millrace.ops.api.flow.Slot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the capture of the source is.
 *
 * @param state running, paused, degraded, down or unknown
 * @param detail in words; empty if all is well
 * @param since since when; null if that is longer than an hour
 * @param lastRequest the latest one to pause or resume the whole capture
 */
public record CaptureReport(
        String state,
        String detail,
        @Nullable Instant since,
        @Nullable Instant sampledAt,
        @Nullable RequestReport lastRequest,
        @Nullable Slot slot) {}
