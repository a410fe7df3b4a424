package io.millrace.ops.api;

/** A dead letter with its payload. */
public record DeadLetterDetail(DeadLetterSummary letter, Payload key, Payload value) {}
