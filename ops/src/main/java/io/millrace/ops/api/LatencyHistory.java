package io.millrace.ops.api;

import java.util.List;

/** Latency over time. */
public record LatencyHistory(int minutes, int stepSeconds, List<LatencyPoint> points) {}
