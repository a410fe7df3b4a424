package io.millrace.ops.api;

/** How a request to replay gets on: {@code waiting} are those of which the pipeline has not said anything yet. */
public record DeadLetterRequest(String request, long asked, long landed, long failed, long waiting) {}
