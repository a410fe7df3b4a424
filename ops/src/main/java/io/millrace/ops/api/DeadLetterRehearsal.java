package io.millrace.ops.api;

import java.util.List;

/** What replaying dead letters would do, told for the first 200. */
public record DeadLetterRehearsal(long total, List<DeadLetterVerdict> verdicts) {}
