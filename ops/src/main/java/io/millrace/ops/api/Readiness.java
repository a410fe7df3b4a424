package io.millrace.ops.api;

import org.jspecify.annotations.Nullable;

/**
 * Whether ops can do its work, and if not, why.
 *
 * @param role active: this process samples, judges alerts and sends webhooks; standby: another one does
 */
public record Readiness(
        boolean ready, String role, @Nullable String detail) {}
