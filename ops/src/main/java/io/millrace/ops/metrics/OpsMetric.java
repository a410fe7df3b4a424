package io.millrace.ops.metrics;

import io.millrace.core.metric.MetricDefinition;

/** The metrics of ops. */
@SuppressWarnings("ImmutableEnumChecker") // A definition is a record of texts.
public enum OpsMetric {
    WAREHOUSE_UP(MetricDefinition.gauge(
            "millrace.warehouse.up", "0 or 1", "1 while the warehouse answers; otherwise most others are absent")),
    SERVICE_UP(MetricDefinition.gauge(
            "millrace.service.up",
            "0 or 1",
            "1 while the service is up, 0 while it is degraded, down or unknown",
            "service")),
    CHANGES_PER_SECOND(MetricDefinition.gauge(
            "millrace.changes.per.second", "changes/s", "Changes landed in the warehouse, mean of ten seconds")),
    LATENCY(MetricDefinition.gauge(
            "millrace.latency.seconds", "seconds", "Latency of the changes of the last minute", "stage", "quantile")),
    LAG_SECONDS(MetricDefinition.gauge(
            "millrace.lag.seconds",
            "seconds",
            "How long the oldest record waits in the change stream, at most an hour")),
    LAG_RECORDS(MetricDefinition.gauge(
            "millrace.lag.records",
            "records",
            "Records in the change stream, of one change or many, that are not durable in the warehouse",
            "partition")),
    DEAD_LETTERS(MetricDefinition.gauge("millrace.dead.letters", "records", "Records that could not land", "status")),
    SLOT_ACTIVE(MetricDefinition.gauge(
            "millrace.slot.active", "0 or 1", "1 while a connector reads the replication slot", "slot")),
    SLOT_LAG(MetricDefinition.gauge(
            "millrace.slot.lag.bytes", "bytes", "WAL that the connector has not confirmed", "slot")),
    SLOT_RETAINED(MetricDefinition.gauge(
            "millrace.slot.retained.bytes", "bytes", "WAL that Postgres keeps because of the slot", "slot")),
    ROWS_DIFFERENCE(MetricDefinition.gauge(
            "millrace.rows.difference", "rows", "Rows in the source minus rows in the warehouse", "table")),
    ALERT_FIRING(MetricDefinition.gauge(
            "millrace.alert.firing",
            "0 or 1",
            "1 for each alert that fires; table is empty if it is about no table",
            "rule",
            "severity",
            "subject",
            "table")),
    SLOT_EXISTS(
            MetricDefinition.gauge("millrace.slot.exists", "0 or 1", "1 while the source has the replication slot")),
    SLOT_WAL_STATUS(MetricDefinition.gauge(
            "millrace.slot.wal.status",
            "0 or 1",
            "1 for the value of pg_replication_slots.wal_status",
            "slot",
            "status")),
    SLOT_SAFE(MetricDefinition.gauge(
            "millrace.slot.safe.bytes",
            "bytes",
            "WAL that can be written before the slot loses some; absent without a limit",
            "slot")),
    CONNECTOR_WORKS(MetricDefinition.gauge(
            "millrace.connector.works", "0 or 1", "1 while the connector and its task run and read the slot")),
    CONNECTOR_PAUSED(MetricDefinition.gauge(
            "millrace.connector.paused", "0 or 1", "1 while the connector was paused or stopped on request")),
    STALL(MetricDefinition.gauge(
            "millrace.stall.seconds", "seconds", "Time since something new became durable in the warehouse")),
    HEARTBEAT_AGE(MetricDefinition.gauge(
            "millrace.heartbeat.age.seconds",
            "seconds",
            "Age of the newest durable commit; the source commits one every five seconds")),
    WAL_GROWTH(
            MetricDefinition.gauge("millrace.wal.growth.bytes", "bytes", "Growth of retained WAL within ten minutes")),
    WAL_TIME_LEFT(MetricDefinition.gauge(
            "millrace.wal.time.left.seconds",
            "seconds",
            "Time until WAL for the slot has no room; absent while it does not grow")),
    STREAM_RETENTION(MetricDefinition.gauge(
            "millrace.stream.retention.seconds",
            "seconds",
            "How long Kafka keeps records of the change stream; absent while unknown, or for ever")),
    LATENCY_P99(MetricDefinition.gauge(
            "millrace.latency.p99.seconds", "seconds", "Commit to queryable, 99th percentile of the last minute")),
    DEAD_LETTERS_OPEN(MetricDefinition.gauge("millrace.dead.letters.open", "records", "Open dead letters", "table")),
    VALUES_RESCUED(MetricDefinition.gauge(
            "millrace.rescued.values.hour",
            "values",
            "Values of the last hour that their column cannot hold",
            "table")),
    TABLE_PAUSED(MetricDefinition.gauge(
            "millrace.table.paused", "0 or 1", "1 for a table whose rows wait as dead letters", "table")),
    TABLE_LOAD_FAILED(MetricDefinition.gauge(
            "millrace.table.load.failed", "0 or 1", "1 for a table whose last load failed", "table")),
    TABLE_VERIFIED(MetricDefinition.gauge(
            "millrace.table.verified", "0 or 1", "1 if the last comparison found the table equal, 0 if not", "table")),
    TABLE_DIFFERENT(MetricDefinition.gauge(
            "millrace.table.different.rows", "rows", "Rows that differ after the last comparison", "table")),
    TABLE_PROVED(MetricDefinition.gauge(
            "millrace.table.proved.timestamp.seconds", "Unix time", "When the table was last proved equal", "table")),
    DUTY_FAILING(MetricDefinition.gauge(
            "millrace.duty.failing",
            "0 or 1",
            "1 for a duty of a process that has failed and not recovered yet",
            "process",
            "duty")),
    DISK_FREE(MetricDefinition.gauge("millrace.disk.free.bytes", "bytes", "Free space of a disk", "disk")),
    DISK_SIZE(MetricDefinition.gauge("millrace.disk.size.bytes", "bytes", "Size of a disk", "disk"));

    private final MetricDefinition definition;

    OpsMetric(MetricDefinition definition) {
        this.definition = definition;
    }

    public MetricDefinition definition() {
        return definition;
    }
}
