package io.millrace.ops.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many changes land, and how long they took. */
public record Flow(
        double changesPerSecond, @Nullable Instant lastChangeAt, List<StageLatency> latency, List<FlowPoint> series) {}
