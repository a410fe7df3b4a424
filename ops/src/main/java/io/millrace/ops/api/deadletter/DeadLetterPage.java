package io.millrace.ops.api.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of dead letters, latest first. */
public record DeadLetterPage(
        long total,
        List<DeadLetterSummary> deadLetters,
        @Nullable String next) {}
