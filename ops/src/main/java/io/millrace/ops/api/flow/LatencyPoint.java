package io.millrace.ops.api.flow;

import java.time.Instant;
import java.util.List;

/** Latency by stage in the step that starts at {@code at}. */
public record LatencyPoint(Instant at, List<StageLatency> stages) {}
