package io.millrace.pipeline.health;

/**
 * Whether changes are being written.
 *
 * @param ready true only while they are
 * @param detail the reason, in one line
 */
public record PipelineReadiness(boolean ready, String detail) {}
