package io.millrace.ops.api.flow;

import java.time.Instant;

/** The changes that landed in one second, and their end-to-end latency in milliseconds. */
public record FlowPoint(Instant at, long changes, double p50, double p95, double p99) {}
