package io.millrace.ops.api.flow;

import java.time.Instant;

/** The replication slot at the source. */
public record Slot(
        String name, boolean active, String walStatus, long retainedBytes, long lagBytes, Instant sampledAt) {}
