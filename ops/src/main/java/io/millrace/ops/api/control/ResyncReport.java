package io.millrace.ops.api.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A resync that was asked for; the members are those of {@link RequestReport}.
 *
 * @param loads of its tables, once it runs; empty in lists
 */
public record ResyncReport(
        String id,
        String state,
        List<String> tables,
        @Nullable String where,
        @Nullable String note,
        String askedBy,
        Instant askedAt,
        String detail,
        @Nullable String error,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        List<TableLoad> loads) {
    /** The request as a resync. */
    public static ResyncReport of(RequestReport request, List<TableLoad> loads) {
        return new ResyncReport(
                request.id(),
                request.state(),
                request.tables(),
                request.where(),
                request.note(),
                request.askedBy(),
                request.askedAt(),
                request.detail(),
                request.error(),
                request.startedAt(),
                request.endedAt(),
                loads);
    }

    /** Some of them, and where the next ones begin. */
    public record Page(List<ResyncReport> resyncs, @Nullable String next) {}
}
