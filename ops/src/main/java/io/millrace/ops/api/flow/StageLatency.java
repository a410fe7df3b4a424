package io.millrace.ops.api.flow;

/** Latency of one stage in milliseconds. */
public record StageLatency(String stage, double p50, double p95, double p99, double max, long count) {}
