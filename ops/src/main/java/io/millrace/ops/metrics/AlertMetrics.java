package io.millrace.ops.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Tags;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.clickhouse.bookkeeping.sample.SlotSample;
import io.millrace.config.AlertRule;
import io.millrace.ops.alert.Disk;
import io.millrace.ops.alert.RuleInputs;
import io.millrace.ops.alert.WarehouseFacts;
import io.millrace.ops.api.table.Verified;
import io.millrace.ops.metrics.Metrics.Sample;
import io.millrace.ops.probe.ProbeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Alerts, and the numbers behind their rules, as gauges; those that ops sees itself are available without the
 * warehouse, too.
 */
public final class AlertMetrics {
    private final Supplier<List<AlertEntry>> firing;
    private final Supplier<Optional<RuleInputs>> situation;

    public AlertMetrics(Supplier<List<AlertEntry>> firing, Supplier<Optional<RuleInputs>> situation) {
        this.firing = requireNonNull(firing, "firing is null");
        this.situation = requireNonNull(situation, "situation is null");
    }

    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        firing.get().forEach(alert -> samples.add(alert(alert)));
        situation.get().ifPresent(now -> {
            seen(now, samples);
            if (now.facts() != null) {
                known(now.facts(), samples);
            }
        });
        return samples;
    }

    private static Sample alert(AlertEntry alert) {
        boolean byTable = Stream.of(AlertRule.values())
                .anyMatch(rule ->
                        rule.about() == AlertRule.About.TABLE && rule.key().equals(alert.rule()));
        return new Sample(
                OpsMetric.ALERT_FIRING,
                Tags.of(
                        "rule",
                        alert.rule(),
                        "severity",
                        alert.severity(),
                        "subject",
                        alert.subject(),
                        "table",
                        byTable ? alert.subject() : ""),
                1);
    }

    private static void seen(RuleInputs now, List<Sample> samples) {
        ProbeState.ObservedSlot slot = now.seen().slot();
        if (slot != null) {
            SlotSample sample = slot.sample();
            samples.add(plain(OpsMetric.SLOT_EXISTS, sample == null ? 0 : 1));
            if (sample != null) {
                slot(sample, samples);
            }
        }
        ProbeState.ObservedConnector connector = now.seen().connector();
        if (connector != null) {
            samples.add(plain(OpsMetric.CONNECTOR_WORKS, connector.works() ? 1 : 0));
            samples.add(plain(OpsMetric.CONNECTOR_PAUSED, connector.paused() ? 1 : 0));
        }
        WarehouseFacts facts = now.facts();
        Stream.concat(now.folders().stream(), facts == null ? Stream.empty() : facts.disks().stream())
                .forEach(disk -> disk(disk, samples));
        Duration retention = now.seen().retention();
        if (retention != null) {
            samples.add(plain(OpsMetric.STREAM_RETENTION, retention.toMillis() / 1_000.0));
        }
        now.walSecondsLeft().ifPresent(seconds -> samples.add(plain(OpsMetric.WAL_TIME_LEFT, seconds)));
    }

    private static void slot(SlotSample slot, List<Sample> samples) {
        samples.add(new Sample(OpsMetric.SLOT_WAL_STATUS, Tags.of("slot", slot.slot(), "status", slot.walStatus()), 1));
        Long safe = slot.safeBytes();
        if (safe != null) {
            samples.add(new Sample(OpsMetric.SLOT_SAFE, Tags.of("slot", slot.slot()), safe));
        }
    }

    private static void disk(Disk disk, List<Sample> samples) {
        Tags tags = Tags.of("disk", disk.name());
        samples.add(new Sample(OpsMetric.DISK_FREE, tags, disk.freeBytes()));
        samples.add(new Sample(OpsMetric.DISK_SIZE, tags, disk.totalBytes()));
    }

    private static void known(WarehouseFacts facts, List<Sample> samples) {
        samples.add(plain(OpsMetric.STALL, facts.stall().seconds()));
        Double age = facts.stall().behindSeconds();
        if (age != null) {
            samples.add(plain(OpsMetric.HEARTBEAT_AGE, age));
        }
        if (facts.wal() != null) {
            samples.add(plain(OpsMetric.WAL_GROWTH, (double) facts.wal().bytes()));
        }
        if (facts.latency() != null) {
            samples.add(plain(OpsMetric.LATENCY_P99, facts.latency().p99Seconds()));
        }
        facts.deadLetters()
                .forEach(each -> samples.add(byTable(OpsMetric.DEAD_LETTERS_OPEN, each.table(), each.count())));
        facts.rescued().forEach(each -> samples.add(byTable(OpsMetric.VALUES_RESCUED, each.table(), each.count())));
        facts.paused().keySet().forEach(table -> samples.add(byTable(OpsMetric.TABLE_PAUSED, table, 1)));
        facts.unloaded().keySet().forEach(table -> samples.add(byTable(OpsMetric.TABLE_LOAD_FAILED, table, 1)));
        facts.verified().forEach((table, verified) -> verified(table, verified, samples));
        facts.duties()
                .forEach(duty -> samples.add(new Sample(
                        OpsMetric.DUTY_FAILING,
                        Tags.of("process", duty.process(), "duty", duty.name()),
                        duty.failing() ? 1 : 0)));
    }

    private static void verified(String table, Verified verified, List<Sample> samples) {
        samples.add(byTable(OpsMetric.TABLE_VERIFIED, table, verified.equal() ? 1 : 0));
        samples.add(byTable(OpsMetric.TABLE_DIFFERENT, table, verified.different()));
        if (verified.provedAt() != null) {
            samples.add(
                    byTable(OpsMetric.TABLE_PROVED, table, verified.provedAt().toEpochMilli() / 1_000.0));
        }
    }

    private static Sample byTable(OpsMetric metric, String table, long value) {
        return byTable(metric, table, (double) value);
    }

    private static Sample byTable(OpsMetric metric, String table, double value) {
        return new Sample(metric, Tags.of("table", table), value);
    }

    private static Sample plain(OpsMetric metric, double value) {
        return new Sample(metric, Tags.empty(), value);
    }
}
