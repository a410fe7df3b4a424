package io.millrace.ops.alert;

import io.millrace.config.AlertRule;
import io.millrace.config.Config;
import java.util.List;
import java.util.stream.Stream;

/** Applies every rule to a situation. */
final class Rules {
    private Rules() {}

    /** One observation per rule; none for a rule that is off, which resolves its alerts. */
    static List<Observation> observe(RuleInputs now, Config.Alerts settings) {
        return Stream.of(AlertRule.values())
                .map(rule -> settings.rule(rule).on()
                        ? observe(
                                rule,
                                now,
                                new Threshold(rule, settings.rule(rule).threshold()))
                        : Observation.of(rule, List.of()))
                .toList();
    }

    private static Observation observe(AlertRule rule, RuleInputs now, Threshold limit) {
        return switch (rule) {
            case SERVICE_DOWN -> FlowRules.serviceDown(now);
            case NO_PROGRESS -> SourceRules.noProgress(now, limit);
            case CONNECTOR_FAILED -> SourceRules.connectorFailed(now);
            case SLOT_MISSING -> SourceRules.slotMissing(now);
            case SLOT_STATUS -> SourceRules.slotStatus(now);
            case WAL_RETAINED -> SourceRules.walRetained(now, limit);
            case WAL_GROWTH -> SourceRules.walGrowth(now, limit);
            case WAL_TIME_LEFT -> SourceRules.walTimeLeft(now, limit);
            case LAG_RECORDS -> FlowRules.lagRecords(now, limit);
            case LAG_SECONDS -> FlowRules.lagSeconds(now, limit);
            case STREAM_RETENTION -> FlowRules.streamRetention(now, limit);
            case LATENCY -> FlowRules.latency(now, limit);
            case DEAD_LETTERS -> TableRules.deadLetters(now, limit);
            case RESCUED_VALUES -> TableRules.rescued(now, limit);
            case TABLE_PAUSED -> TableRules.tablePaused(now);
            case LOAD_FAILED -> TableRules.loadFailed(now);
            case VERIFICATION_FAILED -> TableRules.verificationFailed(now);
            case DISK_FREE -> FlowRules.diskFree(now, limit);
            case DUTY_FAILING -> DutyRules.dutyFailing(now);
        };
    }
}
