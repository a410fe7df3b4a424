package io.millrace.clickhouse.bookkeeping;

import io.millrace.clickhouse.client.ClickHouseClient;
import java.util.List;
import java.util.Locale;

/**
 * {@code millrace.alerts}, one row an alert, of which the one written last counts; and {@code millrace.alert_deliveries}, who
 * was told of it, a row for each attempt, of which the one with the highest number counts.
 */
public final class AlertTable {
    /** Without its settings. */
    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS `millrace`.`alerts`
            (
                `source` String,
                `rule` LowCardinality(String),
                `subject` String,
                `since` DateTime64(3, 'UTC'),
                `severity` LowCardinality(String),
                `resolved_at` Nullable(DateTime64(3, 'UTC')),
                `value` Float64,
                `threshold` Float64,
                `reason` String,
                `advice` String,
                `written_at` DateTime64(6, 'UTC') DEFAULT now64(6)
            )
            ENGINE = ReplacingMergeTree(`written_at`) ORDER BY (`source`, `rule`, `subject`, `since`)
            SETTINGS %s""";

    /** Without its settings. */
    static final String CREATE_DELIVERIES = """
            CREATE TABLE IF NOT EXISTS `millrace`.`alert_deliveries`
            (
                `source` String,
                `rule` LowCardinality(String),
                `subject` String,
                `since` DateTime64(3, 'UTC'),
                `event` LowCardinality(String),
                `webhook` LowCardinality(String),
                `at` DateTime64(3, 'UTC'),
                `outcome` LowCardinality(String),
                `attempts` UInt32,
                `detail` String
            )
            ENGINE = ReplacingMergeTree(`at`) ORDER BY (`source`, `rule`, `subject`, `since`, `event`, `webhook`)
            SETTINGS %s""";

    /** As part of the key, for otherwise rows would replace each other by their times. */
    static final String DELIVERIES_NUMBERED =
            "ALTER TABLE `millrace`.`alert_deliveries` ADD COLUMN IF NOT EXISTS `number` UInt64,"
                    + " MODIFY ORDER BY (`source`, `rule`, `subject`, `since`, `event`, `webhook`, `number`)";

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
