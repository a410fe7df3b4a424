package io.millrace.ops.api.table;

import java.time.Instant;

/** A schema change that a warehouse table followed. */
public record SchemaChangeEntry(
        String table,
        String position,
        String kind,
        String column,
        String before,
        String after,
        String applied,
        Instant at) {}
