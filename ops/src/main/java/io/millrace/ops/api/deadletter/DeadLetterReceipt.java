package io.millrace.ops.api.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of an action on dead letters. */
public record DeadLetterReceipt(
        String request,
        long done,
        List<DeadLetterVerdict> refused,
        @Nullable String next) {}
