package io.millrace.ops.api.alert;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert.
 *
 * @param subject what it is about; empty if the rule is about the whole
 * @param resolvedAt absent while it fires
 * @param value absent if the rule has no number
 * @param threshold what the number is compared with; absent if the rule has no number
 */
public record Alert(
        String rule,
        String title,
        String subject,
        Severity severity,
        Instant since,
        @Nullable Instant resolvedAt,
        String reason,
        String advice,
        @Nullable Double value,
        @Nullable Double threshold,
        @Nullable String unit,
        List<AlertMessage> messages) {
    /** How much it matters, the least first. */
    public enum Severity {
        @JsonProperty("info")
        INFO,
        @JsonProperty("warning")
        WARNING,
        @JsonProperty("critical")
        CRITICAL
    }
}
