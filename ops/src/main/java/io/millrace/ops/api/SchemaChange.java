package io.millrace.ops.api;

import java.time.Instant;

/** How a table of the warehouse followed the source's. */
public record SchemaChange(
        String table,
        String position,
        String kind,
        String column,
        String before,
        String after,
        String applied,
        Instant at) {}
