package io.millrace.ops.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of dead letters, latest first. */
public record DeadLetterPage(
        long total,
        List<DeadLetterSummary> letters,
        @Nullable String next) {}
