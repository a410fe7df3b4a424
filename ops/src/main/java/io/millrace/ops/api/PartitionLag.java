package io.millrace.ops.api;

/** The lag of one partition; {@code seconds} is how long its oldest event waits. */
public record PartitionLag(int partition, long endOffset, long nextOffset, long events, double seconds) {}
