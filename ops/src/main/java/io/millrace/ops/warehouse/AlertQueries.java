package io.millrace.ops.warehouse;

import static java.util.stream.Collectors.groupingBy;

import io.millrace.clickhouse.bookkeeping.AlertDelivery;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Alerts and their deliveries. */
public final class AlertQueries {
    /** Alerts that began before this are shown without their deliveries. */
    private static final String LATEST = """
            SELECT source, rule, subject, since, severity, resolved_at AS resolvedAt, value, threshold, reason, advice
            FROM millrace.alerts FINAL
            WHERE source = {source:String}
                AND (resolved_at IS NULL OR resolved_at > now64(3) - toIntervalHour({hours:UInt32}))
            ORDER BY resolved_at IS NULL DESC, ifNull(resolved_at, since) DESC, rule, subject
            LIMIT {limit:UInt32}
            """;

    private static final String DELIVERIES = """
            SELECT source, rule, subject, since, event, webhook, at, outcome, attempts, detail
            FROM
            (
                SELECT * FROM millrace.alert_deliveries FINAL
                WHERE source = {source:String} AND since >= fromUnixTimestamp64Milli({from:Int64})
                ORDER BY number DESC, at DESC
                LIMIT 1 BY rule, subject, since, event, webhook
            )
            ORDER BY number, at
            """;

    private final WarehouseReader warehouse;
    private final String source;

    /** @param source the source's name */
    public AlertQueries(WarehouseReader warehouse, String source) {
        this.warehouse = warehouse;
        this.source = source;
    }

    record AlertRow(
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
        AlertEntry entry() {
            return new AlertEntry(source, rule, subject, since, severity, resolvedAt, value, threshold, reason, advice);
        }
    }

    record DeliveryRow(
            String source,
            String rule,
            String subject,
            Instant since,
            String event,
            String webhook,
            Instant at,
            String outcome,
            int attempts,
            String detail) {
        AlertDelivery delivery() {
            return new AlertDelivery(
                    source,
                    rule,
                    subject,
                    since,
                    event,
                    webhook,
                    at,
                    AlertDelivery.Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)),
                    attempts,
                    detail);
        }
    }

    /** An alert with its deliveries, the earliest first. */
    public record Recorded(AlertEntry alert, List<AlertDelivery> deliveries) {}

    private record Identity(String rule, String subject, Instant since) {}

    /**
     * The firing alerts, then the recently resolved ones, the latest first.
     *
     * @param hours maximum age of resolved alerts
     * @param limit maximum number
     */
    public List<Recorded> latest(int hours, int limit) {
        List<AlertEntry> alerts =
                warehouse
                        .rows(AlertRow.class, LATEST, Map.of("source", source, "hours", hours, "limit", limit))
                        .stream()
                        .map(AlertRow::entry)
                        .toList();
        if (alerts.isEmpty()) {
            return List.of();
        }
        long from = alerts.stream()
                .mapToLong(alert -> alert.since().toEpochMilli())
                .min()
                .orElse(0);
        Map<Identity, List<AlertDelivery>> deliveries =
                warehouse.rows(DeliveryRow.class, DELIVERIES, Map.of("source", source, "from", from)).stream()
                        .map(DeliveryRow::delivery)
                        .collect(groupingBy(
                                delivery -> new Identity(delivery.rule(), delivery.subject(), delivery.since())));
        return alerts.stream()
                .map(alert -> new Recorded(
                        alert,
                        deliveries.getOrDefault(new Identity(alert.rule(), alert.subject(), alert.since()), List.of())))
                .toList();
    }
}
