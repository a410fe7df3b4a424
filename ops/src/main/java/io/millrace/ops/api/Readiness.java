package io.millrace.ops.api;

import org.jspecify.annotations.Nullable;

/** Whether ops can do its work, and if not, why. */
public record Readiness(boolean ready, @Nullable String detail) {}
