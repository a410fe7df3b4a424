package io.millrace.ops.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is wrong and what to do, with a stable code. */
public record Problem(
        String error, String message, Instant at, @Nullable Instant since) {}
