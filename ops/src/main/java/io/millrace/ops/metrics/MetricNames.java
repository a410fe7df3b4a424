package io.millrace.ops.metrics;

import java.util.Map;
import java.util.Set;

/** What each gauge tells; names are Micrometer's, Prometheus sees {@code _} for {@code .}. */
final class MetricNames {
    private static final Map<String, String> DESCRIPTIONS = Map.ofEntries(
            Map.entry("millrace.warehouse.up", "1 while the warehouse answers; without it the others are absent"),
            Map.entry("millrace.service.up", "1 while the service is up, 0 while it is degraded, down or unknown"),
            Map.entry("millrace.changes.per.second", "Changes landed in the warehouse, mean of ten seconds"),
            Map.entry("millrace.latency.seconds", "Latency of the changes of the last minute, by stage and quantile"),
            Map.entry("millrace.lag.seconds", "How long the oldest record waits in the log, at most an hour"),
            Map.entry(
                    "millrace.lag.events",
                    "Records in the log, of one change or many, that are not durable in the warehouse"),
            Map.entry("millrace.dead.letters", "Records that could not land, by status"),
            Map.entry("millrace.slot.active", "1 while a connector reads the replication slot"),
            Map.entry("millrace.slot.lag.bytes", "WAL that the connector has not confirmed"),
            Map.entry("millrace.slot.retained.bytes", "WAL that Postgres keeps because of the slot"),
            Map.entry("millrace.rows.difference", "Rows in the source minus rows in the warehouse"),
            Map.entry(
                    "millrace.alert.firing", "1 for each alert that fires; table is empty where it is about no table"),
            Map.entry("millrace.slot.exists", "1 while the source has the replication slot, 0 while it has not"),
            Map.entry("millrace.slot.wal.status", "1 for what pg_replication_slots.wal_status says"),
            Map.entry(
                    "millrace.slot.safe.bytes",
                    "WAL that can be written before the slot loses some; absent without a limit"),
            Map.entry("millrace.connector.works", "1 while the connector and its task run and read the slot"),
            Map.entry("millrace.connector.paused", "1 while a person has paused or stopped the connector"),
            Map.entry("millrace.stall.seconds", "Seconds since something new became durable in the warehouse"),
            Map.entry(
                    "millrace.heartbeat.age.seconds",
                    "Age of the newest durable commit; the source commits one each second"),
            Map.entry("millrace.wal.growth.bytes", "How much retained WAL grew within ten minutes"),
            Map.entry(
                    "millrace.wal.time.left.seconds",
                    "Until WAL for the slot has no room; absent while it does not grow"),
            Map.entry("millrace.latency.p99.seconds", "Commit to queryable, 99th percentile of the last minute"),
            Map.entry("millrace.dead.letters.open", "Dead letters that wait for somebody, by table"),
            Map.entry("millrace.misfits.hour", "Values of the last hour that do not fit their column, by table"),
            Map.entry("millrace.table.paused", "1 for a table whose rows wait as dead letters"),
            Map.entry("millrace.table.load.failed", "1 for a table whose last load failed"),
            Map.entry("millrace.table.verified", "1 where the last comparison found the table equal, 0 where not"),
            Map.entry("millrace.table.different.rows", "Rows that differ after the last comparison"),
            Map.entry("millrace.table.proved.timestamp.seconds", "When the table was last proved equal, Unix time"),
            Map.entry("millrace.duty.failing", "1 for a duty of a process that has failed and not recovered yet"),
            Map.entry("millrace.disk.free.bytes", "Room that is left on a disk"),
            Map.entry("millrace.disk.size.bytes", "Size of a disk"));

    private MetricNames() {}

    static String describe(String name) {
        return DESCRIPTIONS.getOrDefault(name, "");
    }

    /** All gauges of ops, by Micrometer's names. */
    static Set<String> all() {
        return DESCRIPTIONS.keySet();
    }
}
