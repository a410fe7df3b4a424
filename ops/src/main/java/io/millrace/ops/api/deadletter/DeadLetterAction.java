package io.millrace.ops.api.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An action on a dead letter, or the outcome of a replay. */
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
