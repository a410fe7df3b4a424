package io.millrace.ops.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was done about a dead letter, or what became of a replay. */
public record DeadLetterAction(
        Instant at,
        String request,
        String action,
        String who,
        String via,
        String note,
        @Nullable String code,
        @Nullable String reason,
        boolean edited,
        @Nullable String editedValue) {}
