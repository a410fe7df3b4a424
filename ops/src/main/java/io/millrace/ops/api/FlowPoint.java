package io.millrace.ops.api;

import java.time.Instant;

/** The changes that landed in one second, and how long their whole way took in milliseconds. */
public record FlowPoint(Instant at, long changes, double p50, double p95, double p99) {}
