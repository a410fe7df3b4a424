package io.millrace.ops.alert;

import io.millrace.config.AlertRule;
import java.util.List;

/**
 * What a rule sees at one moment.
 *
 * @param conditions what it sees
 * @param complete whether a subject that is not among them is clear; else it cannot be told, and stays as it is
 */
public record Observation(AlertRule rule, List<Condition> conditions, boolean complete) {
    public Observation {
        conditions = List.copyOf(conditions);
    }

    static Observation of(AlertRule rule, List<Condition> conditions) {
        return new Observation(rule, conditions, true);
    }

    static Observation of(AlertRule rule, Condition condition) {
        return of(rule, List.of(condition));
    }

    static Observation partly(AlertRule rule, List<Condition> conditions) {
        return new Observation(rule, conditions, false);
    }

    static Observation unknown(AlertRule rule) {
        return partly(rule, List.of());
    }
}
