package io.millrace.ops.api;

/** What replaying a dead letter would do, or why it was not replayed. */
public record DeadLetterVerdict(String letter, String outcome, String detail) {}
