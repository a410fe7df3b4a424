package io.millrace.ops.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was done about dead letters. */
public record DeadLetterReceipt(
        String request,
        long done,
        List<DeadLetterVerdict> refused,
        @Nullable String next) {}
