package io.millrace.ops.api.topology;

import org.jspecify.annotations.Nullable;

/** The data flow between two services. */
public record Edge(
        ServiceName from,
        ServiceName to,
        String label,
        @Nullable Double perSecond,
        @Nullable Double p50Ms) {}
