package io.millrace.clickhouse.bookkeeping;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of an alert, identified by rule, subject and {@code since}.
 *
 * @param source the source's name
 * @param rule the rule's name in {@code millrace.yaml}
 * @param subject what it is about: a table, a service, a disk; empty if the rule is about the whole
 * @param since when its condition began to hold, to the millisecond
 * @param severity {@code info}, {@code warning} or {@code critical}
 * @param resolvedAt when its condition had ceased to hold; null while it fires
 * @param value the latest number that made it fire, in the rule's unit; 0 if the rule has none
 * @param threshold what the number is compared with
 * @param reason for display, with the numbers
 * @param advice what to do, for display
 */
public record AlertEntry(
        String source,
        String rule,
        String subject,
        Instant since,
        String severity,
        @Nullable Instant resolvedAt,
        double value,
        double threshold,
        String reason,
        String advice) {
    public boolean firing() {
        return resolvedAt == null;
    }
}
