package io.millrace.ops.alert;

import static io.millrace.config.AlertRule.DISK_FREE;
import static io.millrace.config.AlertRule.LAG_RECORDS;
import static io.millrace.config.AlertRule.LAG_SECONDS;
import static io.millrace.config.AlertRule.LATENCY;
import static io.millrace.config.AlertRule.SERVICE_DOWN;
import static io.millrace.config.AlertRule.STREAM_RETENTION;

import io.millrace.clickhouse.bookkeeping.sample.ServiceSample;
import io.millrace.ops.alert.rule.QuantityFormat;
import io.millrace.ops.api.topology.ServiceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Rules about services, lag, latency and disks. */
final class FlowRules {
    /** A few changes are not enough for a percentile. */
    private static final long LEAST_CHANGES = 20;

    private static final Set<ServiceName> OWN_RULES =
            Set.of(ServiceName.POSTGRES, ServiceName.CONNECT, ServiceName.CONTROLLER);

    private FlowRules() {}

    /**
     * The shop is left out: it may close. Postgres, Connect and the controller that answer but are degraded have their
     * own rules.
     */
    static Observation serviceDown(RuleInputs now) {
        List<Condition> conditions = new ArrayList<>();
        for (ServiceName name : ServiceName.values()) {
            ServiceSample sample = now.service(name);
            if (sample != null && name != ServiceName.SHOP) {
                boolean ownRules = OWN_RULES.contains(name);
                boolean down = sample.state() == ServiceSample.State.DOWN
                        || (sample.state() == ServiceSample.State.DEGRADED && !ownRules);
                conditions.add(Condition.of(
                        name.text(),
                        down,
                        name.text()
                                + (sample.state() == ServiceSample.State.DOWN ? " is down: " : " does not work: ")
                                + sample.detail()));
            }
        }
        return Observation.partly(SERVICE_DOWN, conditions);
    }

    static Observation lagRecords(RuleInputs now, Threshold limit) {
        WarehouseFacts facts = now.facts();
        if (facts == null) {
            return Observation.unknown(LAG_RECORDS);
        }
        long records = facts.lag().records();
        return Observation.of(
                LAG_RECORDS,
                limit.condition(
                        "",
                        records,
                        QuantityFormat.count(records) + " records in Kafka are not in the warehouse yet."
                                + cause(facts)));
    }

    static Observation lagSeconds(RuleInputs now, Threshold limit) {
        WarehouseFacts facts = now.facts();
        if (facts == null) {
            return Observation.unknown(LAG_SECONDS);
        }
        double seconds = facts.lag().seconds();
        return Observation.of(
                LAG_SECONDS,
                limit.condition(
                        "",
                        seconds,
                        "The oldest record in Kafka that is not in the warehouse waits for "
                                + QuantityFormat.seconds(seconds) + "; "
                                + QuantityFormat.count(facts.lag().records()) + " wait in total." + cause(facts)));
    }

    /** The lag in seconds has a limit of its own; how old the newest durable commit is has none. */
    static Observation streamRetention(RuleInputs now, Threshold limit) {
        WarehouseFacts facts = now.facts();
        if (facts == null) {
            return Observation.unknown(STREAM_RETENTION);
        }
        Duration retention = now.seen().retention();
        Double behind = facts.stall().behindSeconds();
        if (retention == null || behind == null || facts.lag().records() == 0) {
            return Observation.of(STREAM_RETENTION, List.of());
        }
        double percent = 100 * behind * 1_000 / Math.max(1, retention.toMillis());
        return Observation.of(
                STREAM_RETENTION,
                limit.condition(
                        "",
                        percent,
                        "The warehouse is " + QuantityFormat.seconds(behind)
                                + " behind, and Kafka deletes records after "
                                + QuantityFormat.seconds(retention.toMillis() / 1_000.0) + " (retention.ms)."));
    }

    private static String cause(WarehouseFacts facts) {
        WarehouseFacts.Busiest busiest = facts.busiest();
        return busiest == null
                ? ""
                : " Of the rows written in the last minute " + busiest.percent() + " % are of " + busiest.table() + ".";
    }

    static Observation latency(RuleInputs now, Threshold limit) {
        WarehouseFacts facts = now.facts();
        if (facts == null) {
            return Observation.unknown(LATENCY);
        }
        WarehouseFacts.Latency latency = facts.latency();
        if (latency == null || latency.changes() < LEAST_CHANGES) {
            return Observation.of(LATENCY, List.of());
        }
        return Observation.of(
                LATENCY,
                limit.condition(
                        "",
                        latency.p99Seconds(),
                        "From commit to queryable, one change in a hundred of the last minute took more than "
                                + QuantityFormat.seconds(latency.p99Seconds()) + " ("
                                + QuantityFormat.count(latency.changes()) + " changes)."));
    }

    static Observation diskFree(RuleInputs now, Threshold limit) {
        WarehouseFacts facts = now.facts();
        List<Disk> warehouse = facts == null ? List.of() : facts.disks();
        List<Condition> conditions = Stream.concat(now.folders().stream(), warehouse.stream())
                .map(disk -> limit.condition(
                        disk.name(),
                        disk.freePercent(),
                        "The disk of " + disk.name() + " has " + QuantityFormat.bytes(disk.freeBytes()) + " of "
                                + QuantityFormat.bytes(disk.totalBytes()) + " left, "
                                + QuantityFormat.text(
                                        disk.freePercent(), limit.rule().unit()) + "."))
                .toList();
        return facts == null ? Observation.partly(DISK_FREE, conditions) : Observation.of(DISK_FREE, conditions);
    }
}
