package io.millrace.ops.api.flow;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is in the log but not yet durable in the warehouse. */
public record Lag(
        long records,
        double seconds,
        @Nullable Double logPerSecond,
        @Nullable Instant sampledAt,
        List<PartitionLag> partitions) {}
