package io.millrace.ops.api.flow;

import java.util.List;

/** Latency over time. */
public record LatencyHistory(int minutes, int stepSeconds, List<LatencyPoint> points) {}
