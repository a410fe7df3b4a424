package io.millrace.ops.alert;

import static io.millrace.config.AlertRule.DUTY_FAILING;

import io.millrace.ops.alert.rule.QuantityFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rules about duties of processes. */
final class DutyRules {
    /** Duties are reported every 20 s. */
    private static final long SILENT_SECONDS = 60;

    private DutyRules() {}

    static Observation dutyFailing(RuleInputs now) {
        WarehouseFacts facts = now.facts();
        if (facts == null) {
            return Observation.unknown(DUTY_FAILING);
        }
        List<Condition> conditions = new ArrayList<>();
        Map<String, Long> reported = new TreeMap<>();
        for (WarehouseFacts.Duty duty : facts.duties()) {
            reported.merge(duty.process(), duty.ageSeconds(), Math::min);
            conditions.add(Condition.of(
                    duty.process() + "." + duty.name(),
                    duty.failing(),
                    "The duty " + duty.name() + " of " + duty.process() + " keeps failing: " + duty.detail()));
        }
        reported.forEach((process, age) -> conditions.add(Condition.of(
                process,
                age > SILENT_SECONDS,
                "The process of " + process + " has not reported for " + QuantityFormat.seconds(age) + " the status of"
                        + " its duties.")));
        return Observation.of(DUTY_FAILING, conditions);
    }
}
