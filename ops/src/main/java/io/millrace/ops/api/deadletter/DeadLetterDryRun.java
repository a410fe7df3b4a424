package io.millrace.ops.api.deadletter;

import java.util.List;

/** What replaying dead letters would do, for the first 200. */
public record DeadLetterDryRun(long total, List<DeadLetterVerdict> verdicts) {}
