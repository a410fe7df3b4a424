package io.millrace.ops.api.flow;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Throughput and latency of changes. */
public record Flow(
        double changesPerSecond, @Nullable Instant lastChangeAt, List<StageLatency> latency, List<FlowPoint> series) {}
