package io.millrace.e2e.reference;

import io.millrace.config.AlertRule;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/reference/alerts.md} and the rules for Prometheus. */
final class AlertPages {
    private AlertPages() {}

    static String rules() {
        MarkdownTable table = new MarkdownTable("rule", "fires when", "default", "severity", "what to do");
        for (AlertRule rule : AlertRule.values()) {
            table.row(
                    MarkdownTable.code(rule.key()),
                    "**" + rule.title() + "**: " + rule.meaning(),
                    rule.defaultText().isEmpty() ? "at once" : MarkdownTable.code(rule.defaultText()),
                    severity(rule),
                    rule.advice());
        }
        return table.toString();
    }

    private static String severity(AlertRule rule) {
        return rule.defaults().severity().name().toLowerCase(Locale.ROOT);
    }

    /** {@code deploy/prometheus/millrace.rules.yml}. */
    static String prometheus() {
        return """
                # Millrace's alert rules for Prometheus, with the defaults of millrace.yaml. docs/reference/alerts.md explains each.
                # Generated from the code: docs/generate writes this file again, a test of the build compares.
                groups:
                  - name: millrace
                    rules:
                      - alert: MillraceOpsAbsent
                        expr: absent(up{job="millrace-ops"} == 1)
                        for: 30s
                        labels: { severity: critical, rule: opsAbsent }
                        annotations:
                          summary: Ops does not answer
                          description: >-
                            Nothing watches the chain, and no other alert of Millrace can fire. Start ops, and read its log.
                """ + Stream.of(AlertRule.values()).map(AlertPages::rule).collect(Collectors.joining());
    }

    private static String rule(AlertRule rule) {
        String name = "Millrace" + Character.toUpperCase(rule.key().charAt(0))
                + rule.key().substring(1);
        return """
                      - alert: %s
                        expr: %s
                        for: %ds
                        labels: { severity: %s, rule: %s }
                        annotations:
                          summary: %s
                          description: >-
                %s
                """.formatted(
                        name,
                        expression(rule),
                        rule.defaults().holdMillis() / 1_000,
                        severity(rule),
                        rule.key(),
                        quoted(rule.title() + subject(rule)),
                        folded(rule.advice()))
                .indent(0);
    }

    private static String subject(AlertRule rule) {
        return switch (rule.about()) {
            case CHAIN -> "";
            case SERVICE -> ": {{ $labels.service }}";
            case TABLE -> ": {{ $labels.table }}";
            case DISK -> ": {{ $labels.disk }}";
            case DUTY -> ": {{ $labels.process }}, {{ $labels.duty }}";
        };
    }

    private static String expression(AlertRule rule) {
        String limit = String.format(Locale.ROOT, "%.0f", rule.defaults().threshold());
        return switch (rule) {
            case SERVICE_DOWN -> "millrace_service_up{service!=\"shop\"} == 0 or millrace_warehouse_up == 0";
            case NO_PROGRESS -> "millrace_stall_seconds > " + limit;
            case CONNECTOR_FAILED -> "millrace_connector_works == 0 unless millrace_connector_paused == 1";
            case SLOT_MISSING -> "millrace_slot_exists == 0";
            case SLOT_STATUS -> "millrace_slot_wal_status{status=~\"unreserved|lost\"} == 1";
            case WAL_RETAINED -> "millrace_slot_retained_bytes > " + limit;
            case WAL_GROWTH -> "millrace_wal_growth_bytes > " + limit;
            case WAL_TIME_LEFT -> "millrace_wal_time_left_seconds < " + limit;
            case LAG_RECORDS -> "sum(millrace_lag_records) > " + limit;
            case LAG_SECONDS -> "millrace_lag_seconds > " + limit;
            case STREAM_RETENTION ->
                "100 * millrace_heartbeat_age_seconds / millrace_stream_retention_seconds > " + limit;
            case LATENCY -> "millrace_latency_p99_seconds > " + limit;
            case DEAD_LETTERS -> "millrace_dead_letters_open > " + limit;
            case RESCUED_VALUES -> "millrace_rescued_values_hour > " + limit;
            case TABLE_PAUSED -> "millrace_table_paused == 1";
            case LOAD_FAILED -> "millrace_table_load_failed == 1";
            case VERIFICATION_FAILED -> "millrace_table_different_rows > 0";
            case DISK_FREE -> "100 * millrace_disk_free_bytes / millrace_disk_size_bytes < " + limit;
            case DUTY_FAILING -> "millrace_duty_failing == 1";
        };
    }

    private static String quoted(String text) {
        return text.contains("{{") ? "'" + text + "'" : text;
    }

    /** Lines of up to 110 characters behind the indentation of a folded block. */
    private static String folded(String text) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() > 100) {
                lines.append("            ").append(line).append('\n');
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        return lines.append("            ").append(line).toString();
    }
}
