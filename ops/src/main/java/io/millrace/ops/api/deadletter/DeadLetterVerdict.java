package io.millrace.ops.api.deadletter;

/** What replaying a dead letter would do, or why it was not replayed. */
public record DeadLetterVerdict(String deadLetter, String outcome, String detail) {}
