package io.millrace.ops.api.control;

import org.jspecify.annotations.Nullable;

/**
 * Who asks and why: the body of requests that need nothing else.
 *
 * @param note why, for the record
 * @param by the requester, for the record
 * @param client console, cli or api
 */
public record ControlBody(
        @Nullable String note,
        @Nullable String by,
        @Nullable String client) {}
