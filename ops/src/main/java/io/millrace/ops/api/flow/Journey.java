package io.millrace.ops.api.flow;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The latencies of the latest version of one row; the times are absent while the row has not arrived. */
public record Journey(
        String table,
        String key,
        boolean found,
        @Nullable Boolean deleted,
        @Nullable String op,
        @Nullable Instant committedAt,
        @Nullable Instant capturedAt,
        @Nullable Instant loggedAt,
        @Nullable Instant landedAt,
        @Nullable Stages ms) {

    /** Milliseconds by stage. */
    public record Stages(double capture, double log, double land, double total) {
        /** Never negative: clocks differ slightly, and the log has whole milliseconds. */
        public static Stages between(Instant committed, Instant captured, Instant logged, Instant landed) {
            return new Stages(
                    millis(committed, captured),
                    millis(captured, logged),
                    millis(logged, landed),
                    millis(committed, landed));
        }

        private static double millis(Instant from, Instant to) {
            return Math.max(0, Duration.between(from, to).toNanos() / 1_000) / 1_000.0;
        }
    }

    public static Journey notYet(String table, String key) {
        return new Journey(table, key, false, null, null, null, null, null, null, null);
    }
}
