package io.millrace.ops.api.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of any kind, and how it progresses.
 *
 * @param kind resync, verify, repair, pause, resume or partitions
 * @param state queued, running, done or failed
 * @param tables as asked for, empty for all; from running on those that it became
 * @param detail progress or what it waits for, in words; else empty
 * @param error why it has failed, and what to do
 */
public record RequestReport(
        String id,
        String kind,
        String state,
        List<String> tables,
        @Nullable String where,
        @Nullable String note,
        String askedBy,
        Instant askedAt,
        String detail,
        @Nullable String error,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {
    public RequestReport {
        tables = List.copyOf(tables);
    }

    /** Whether it is final. */
    public boolean ended() {
        return state.equals("done") || state.equals("failed");
    }

    /** Some of them, and where the next ones begin. */
    public record Page(
            List<RequestReport> requests, @Nullable String next) {}
}
