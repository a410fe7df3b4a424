package io.millrace.ops.api.deadletter;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many records could not land, and the latest of them. */
public record DeadLetters(
        long open, long total, @Nullable Instant lastAt, List<CodeCount> byCode, List<DeadLetterSummary> latest) {}
