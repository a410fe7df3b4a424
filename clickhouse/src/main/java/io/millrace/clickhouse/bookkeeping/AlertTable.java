package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import java.util.List;
import java.util.Locale;

/**
 * {@code millrace.alerts}, one row an alert, of which the one written last counts; and {@code
 * millrace.alert_deliveries}, its deliveries, a row per attempt, of which the one with the highest number counts.
 */
public final class AlertTable {
    private static final BookkeepingInsert<AlertEntry> ALERTS = BookkeepingInsert.into(
            "alerts",
            List.of(
                    "source",
                    "rule",
                    "subject",
                    "since",
                    "severity",
                    "resolved_at",
                    "value",
                    "threshold",
                    "reason",
                    "advice"),
            (alert, out) -> {
                out.string(alert.source());
                out.string(alert.rule());
                out.string(alert.subject());
                out.int64(alert.since().toEpochMilli());
                out.string(alert.severity());
                out.int8(alert.resolvedAt() == null ? 1 : 0);
                if (alert.resolvedAt() != null) {
                    out.int64(alert.resolvedAt().toEpochMilli());
                }
                out.float64(alert.value());
                out.float64(alert.threshold());
                out.string(alert.reason());
                out.string(alert.advice());
            });

    private static final BookkeepingInsert<AlertDelivery> DELIVERIES = BookkeepingInsert.into(
            "alert_deliveries",
            List.of("source", "rule", "subject", "since", "event", "webhook", "at", "outcome", "attempts", "detail"),
            (delivery, out) -> {
                out.string(delivery.source());
                out.string(delivery.rule());
                out.string(delivery.subject());
                out.int64(delivery.since().toEpochMilli());
                out.string(delivery.event());
                out.string(delivery.webhook());
                out.int64(delivery.at().toEpochMilli());
                out.string(delivery.outcome().name().toLowerCase(Locale.ROOT));
                out.int32(delivery.attempts());
                out.string(delivery.detail());
            });

    private final ClickHouseClient client;

    public AlertTable(ClickHouseClient client) {
        this.client = client;
    }

    public void write(List<AlertEntry> alerts) {
        ALERTS.writeLast(client, "written_at", alerts);
    }

    public void writeDeliveries(List<AlertDelivery> deliveries) {
        DELIVERIES.writeNumbered(client, deliveries);
    }
}
