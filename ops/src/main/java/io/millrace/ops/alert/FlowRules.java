package io.millrace.ops.alert;

import static io.millrace.config.AlertRule.DISK_FREE;
import static io.millrace.config.AlertRule.LAG_EVENTS;
import static io.millrace.config.AlertRule.LAG_SECONDS;
import static io.millrace.config.AlertRule.LATENCY;
import static io.millrace.config.AlertRule.SERVICE_DOWN;

import io.millrace.clickhouse.bookkeeping.ServiceSample;
import io.millrace.ops.api.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What may go wrong with what runs: services, lag, latency, disks. */
final class FlowRules {
    /** The last changes of a quiet hour tell nothing of a percentile. */
    private static final long LEAST_CHANGES = 20;

    private static final Set<ServiceName> OWN_RULES =
            Set.of(ServiceName.POSTGRES, ServiceName.CONNECT, ServiceName.CONTROLLER);

    private FlowRules() {}

    /**
     * The shop is left out: it may close. What Postgres, Connect and the controller answer when they are not well
     * has rules of its own.
     */
    static Observation serviceDown(Situation now) {
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

    static Observation lagEvents(Situation now, Threshold limit) {
        Facts facts = now.facts();
        if (facts == null) {
            return Observation.unknown(LAG_EVENTS);
        }
        long events = facts.lag().events();
        return Observation.of(
                LAG_EVENTS,
                limit.condition(
                        "",
                        events,
                        Amounts.count(events) + " records in Kafka are not in the warehouse yet." + cause(facts)));
    }

    static Observation lagSeconds(Situation now, Threshold limit) {
        Facts facts = now.facts();
        if (facts == null) {
            return Observation.unknown(LAG_SECONDS);
        }
        double seconds = facts.lag().seconds();
        return Observation.of(
                LAG_SECONDS,
                limit.condition(
                        "",
                        seconds,
                        "The oldest record in Kafka that is not in the warehouse waits for " + Amounts.seconds(seconds)
                                + "; " + Amounts.count(facts.lag().events()) + " wait in all." + cause(facts)));
    }

    private static String cause(Facts facts) {
        Facts.Busiest busiest = facts.busiest();
        return busiest == null
                ? ""
                : " Of the rows written in the last minute " + busiest.percent() + " % are of " + busiest.table() + ".";
    }

    static Observation latency(Situation now, Threshold limit) {
        Facts facts = now.facts();
        if (facts == null) {
            return Observation.unknown(LATENCY);
        }
        Facts.Latency latency = facts.latency();
        if (latency == null || latency.changes() < LEAST_CHANGES) {
            return Observation.of(LATENCY, List.of());
        }
        return Observation.of(
                LATENCY,
                limit.condition(
                        "",
                        latency.p99Seconds(),
                        "From commit to queryable, one change in a hundred of the last minute took more than "
                                + Amounts.seconds(latency.p99Seconds()) + " ("
                                + Amounts.count(latency.changes()) + " changes)."));
    }

    static Observation diskFree(Situation now, Threshold limit) {
        Facts facts = now.facts();
        List<Disk> warehouse = facts == null ? List.of() : facts.disks();
        List<Condition> conditions = Stream.concat(now.folders().stream(), warehouse.stream())
                .map(disk -> limit.condition(
                        disk.name(),
                        disk.freePercent(),
                        "The disk of " + disk.name() + " has " + Amounts.bytes(disk.freeBytes()) + " of "
                                + Amounts.bytes(disk.totalBytes()) + " left, "
                                + Amounts.text(disk.freePercent(), limit.rule().unit()) + "."))
                .toList();
        return facts == null ? Observation.partly(DISK_FREE, conditions) : Observation.of(DISK_FREE, conditions);
    }
}
