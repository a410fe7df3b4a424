package io.millrace.ops.api.deadletter;

/** Open dead letters with one error code. */
public record CodeCount(String code, long count) {}
