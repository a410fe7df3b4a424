package io.millrace.ops.api.flow;

/** The lag of one partition; {@code seconds} is how long its oldest event waits. */
public record PartitionLag(int partition, long endOffset, long nextOffset, long records, double seconds) {}
