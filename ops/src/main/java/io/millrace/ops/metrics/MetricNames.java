package io.millrace.ops.metrics;

import java.util.Map;

/** What each gauge tells; names are Micrometer's, Prometheus sees {@code _} for {@code .}. */
final class MetricNames {
    private static final Map<String, String> DESCRIPTIONS = Map.ofEntries(
            Map.entry("millrace.warehouse.up", "1 while the warehouse answers; without it the others are absent"),
            Map.entry("millrace.service.up", "1 while the service is up, 0 while it is degraded, down or unknown"),
            Map.entry("millrace.changes.per.second", "Changes landed in the warehouse, mean of ten seconds"),
            Map.entry("millrace.latency.seconds", "Latency of the changes of the last minute, by stage and quantile"),
            Map.entry("millrace.lag.seconds", "How long the oldest event waits in the log, at most an hour"),
            Map.entry("millrace.lag.events", "Events in the log that are not durable in the warehouse"),
            Map.entry("millrace.dead.letters", "Records that could not land, by status"),
            Map.entry("millrace.slot.active", "1 while a connector reads the replication slot"),
            Map.entry("millrace.slot.lag.bytes", "WAL that the connector has not confirmed"),
            Map.entry("millrace.slot.retained.bytes", "WAL that Postgres keeps because of the slot"),
            Map.entry("millrace.rows.difference", "Rows in the source minus rows in the warehouse"));

    private MetricNames() {}

    static String describe(String name) {
        return DESCRIPTIONS.getOrDefault(name, "");
    }
}
