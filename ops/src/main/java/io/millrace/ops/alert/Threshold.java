package io.millrace.ops.alert;

import io.millrace.config.AlertRule;
import io.millrace.ops.alert.Condition.Level;
import io.millrace.ops.alert.rule.QuantityFormat;

/** A rule's threshold, upper or lower. An alert resolves a fifth away from it, so that it does not flap. */
record Threshold(AlertRule rule, double limit) {
    private static final double DISTANCE = 0.2;

    Level level(double value) {
        if (rule.firesBelow()) {
            return value < limit ? Level.HOLDS : value < limit * (1 + DISTANCE) ? Level.NEAR : Level.CLEAR;
        }
        return value > limit ? Level.HOLDS : value > limit * (1 - DISTANCE) ? Level.NEAR : Level.CLEAR;
    }

    Condition condition(String subject, long value, String reason) {
        return condition(subject, (double) value, reason);
    }

    Condition condition(String subject, double value, String reason) {
        return new Condition(subject, level(value), value, reason + " The limit is " + text() + ".");
    }

    private String text() {
        return QuantityFormat.text(limit, rule.unit());
    }
}
