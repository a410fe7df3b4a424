package io.millrace.ops.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** State of one service, as the probe saw it last. */
public record Service(
        ServiceName name,
        State state,
        String detail,
        @Nullable Double responseMs,
        @Nullable Instant sampledAt,
        @Nullable Instant since) {}
