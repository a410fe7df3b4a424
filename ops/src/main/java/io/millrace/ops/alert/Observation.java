package io.millrace.ops.alert;

import io.millrace.config.AlertRule;
import java.util.List;

/**
 * The observation of a rule at one moment.
 *
 * @param conditions the observed conditions
 * @param complete whether a missing subject is clear; else its state is unknown and does not change
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
