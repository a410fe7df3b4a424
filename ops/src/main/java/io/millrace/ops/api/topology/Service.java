package io.millrace.ops.api.topology;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** State of one service, as last seen by the probe. */
public record Service(
        ServiceName name,
        State state,
        String detail,
        @Nullable Double responseMs,
        @Nullable Instant sampledAt,
        @Nullable Instant since) {}
