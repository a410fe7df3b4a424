package io.millrace.ops.api.deadletter;

/** Progress of a replay request: {@code waiting} are those without an outcome yet. */
public record DeadLetterRequest(String request, long asked, long landed, long failed, long waiting) {}
