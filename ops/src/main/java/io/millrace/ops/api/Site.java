package io.millrace.ops.api;

import org.jspecify.annotations.Nullable;

/** What the console needs to know about its environment. */
public record Site(
        String source,
        String database,
        String topic,
        @Nullable String shopUrl) {}
