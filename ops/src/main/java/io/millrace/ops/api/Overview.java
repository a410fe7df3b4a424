package io.millrace.ops.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole picture at one moment. */
public record Overview(
        Instant at,
        State state,
        List<Service> services,
        Topology topology,
        Flow flow,
        Lag lag,
        @Nullable Slot slot,
        List<TableRows> tables,
        DeadLetters deadLetters,
        List<Alert> alerts,
        @Nullable Shop shop) {}
