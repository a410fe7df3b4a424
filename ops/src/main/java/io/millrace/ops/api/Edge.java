package io.millrace.ops.api;

import org.jspecify.annotations.Nullable;

/** What travels between two services. */
public record Edge(
        ServiceName from,
        ServiceName to,
        String label,
        @Nullable Double perSecond,
        @Nullable Double p50Ms) {}
