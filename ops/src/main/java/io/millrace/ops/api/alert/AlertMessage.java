package io.millrace.ops.api.alert;

import java.time.Instant;

/** A delivery of an alert to a webhook; {@code webhook} is its name, without its address. */
public record AlertMessage(String event, String webhook, String outcome, Instant at, int attempts, String detail) {}
