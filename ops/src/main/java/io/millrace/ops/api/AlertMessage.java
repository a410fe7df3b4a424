package io.millrace.ops.api;

import java.time.Instant;

/** What became of telling one receiver of an alert; {@code webhook} is its name, without its address. */
public record AlertMessage(String event, String webhook, String outcome, Instant at, int attempts, String detail) {}
