package io.millrace.ops.api.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The dead letters of one error code and table. */
public record DeadLetterGroup(
        String code,
        @Nullable String table,
        String advice,
        String reason,
        long open,
        long replayed,
        long resolved,
        long discarded,
        Instant firstAt,
        Instant lastAt) {}
