package io.millrace.pipeline.health;

/**
 * Whether changes are being written.
 *
 * @param ready true only while they are
 * @param detail what is going on, in one line for people
 */
public record Readiness(boolean ready, String detail) {}
