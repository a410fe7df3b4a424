package io.millrace.ops.api.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A dead letter without its payload. */
public record DeadLetterSummary(
        String topic,
        int partition,
        long offset,
        int index,
        Instant loggedAt,
        Instant recordedAt,
        String code,
        String reason,
        String advice,
        @Nullable String table,
        @Nullable String version,
        String status,
        long attempts,
        long keyBytes,
        long valueBytes) {}
