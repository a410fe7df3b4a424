package io.millrace.ops.api.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A verification that was asked for; the other members are those of {@link RequestReport}.
 *
 * @param equal whether all tables are equal, after repairs; null until it is done
 * @param verdicts on its tables so far; empty in lists
 */
public record VerificationReport(
        String id,
        String state,
        boolean repair,
        List<String> tables,
        @Nullable Boolean equal,
        @Nullable String note,
        String askedBy,
        Instant askedAt,
        String detail,
        @Nullable String error,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        List<TableVerdict> verdicts) {
    /** The request as a verification. */
    public static VerificationReport of(RequestReport request, @Nullable Boolean equal, List<TableVerdict> verdicts) {
        return new VerificationReport(
                request.id(),
                request.state(),
                request.kind().equals("repair"),
                request.tables(),
                request.state().equals("done") ? equal : null,
                request.note(),
                request.askedBy(),
                request.askedAt(),
                request.detail(),
                request.error(),
                request.startedAt(),
                request.endedAt(),
                verdicts);
    }

    /** Some of them, and where the next ones begin. */
    public record Page(
            List<VerificationReport> verifications,
            @Nullable String next) {}
}
