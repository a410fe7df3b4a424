package io.millrace.ops.alert;

import static io.millrace.config.AlertRule.DEAD_LETTERS;
import static io.millrace.config.AlertRule.LOAD_FAILED;
import static io.millrace.config.AlertRule.RESCUED_VALUES;
import static io.millrace.config.AlertRule.TABLE_PAUSED;
import static io.millrace.config.AlertRule.VERIFICATION_FAILED;

import io.millrace.ops.alert.Condition.Level;
import io.millrace.ops.alert.rule.QuantityFormat;
import io.millrace.ops.api.table.Verified;
import java.util.List;

/** Rules about single tables. */
final class TableRules {
    private TableRules() {}

    static Observation deadLetters(RuleInputs now, Threshold limit) {
        WarehouseFacts facts = now.facts();
        return facts == null
                ? Observation.unknown(DEAD_LETTERS)
                : Observation.of(
                        DEAD_LETTERS,
                        facts.deadLetters().stream()
                                .map(deadLetters -> limit.condition(
                                        deadLetters.table(),
                                        deadLetters.count(),
                                        QuantityFormat.of(deadLetters.count(), "record") + " of "
                                                + (deadLetters.table().isEmpty()
                                                        ? "no known table"
                                                        : deadLetters.table())
                                                + " could not land: " + deadLetters.of() + "."))
                                .toList());
    }

    static Observation rescued(RuleInputs now, Threshold limit) {
        WarehouseFacts facts = now.facts();
        return facts == null
                ? Observation.unknown(RESCUED_VALUES)
                : Observation.of(
                        RESCUED_VALUES,
                        facts.rescued().stream()
                                .map(rescued -> limit.condition(
                                        rescued.table(),
                                        rescued.count(),
                                        QuantityFormat.of(rescued.count(), "value") + " of " + rescued.table()
                                                + " did not fit within the last hour (" + rescued.of()
                                                + "); millrace.rescued has the exact text."))
                                .toList());
    }

    static Observation tablePaused(RuleInputs now) {
        WarehouseFacts facts = now.facts();
        return facts == null
                ? Observation.unknown(TABLE_PAUSED)
                : Observation.of(
                        TABLE_PAUSED,
                        facts.paused().entrySet().stream()
                                .map(table -> Condition.of(
                                        table.getKey(),
                                        true,
                                        table.getKey() + " is paused, its rows wait as dead letters: "
                                                + table.getValue()))
                                .toList());
    }

    static Observation loadFailed(RuleInputs now) {
        WarehouseFacts facts = now.facts();
        return facts == null
                ? Observation.unknown(LOAD_FAILED)
                : Observation.of(
                        LOAD_FAILED,
                        facts.unloaded().entrySet().stream()
                                .map(table -> Condition.of(
                                        table.getKey(),
                                        true,
                                        "The last load of " + table.getKey() + " failed: " + table.getValue()))
                                .toList());
    }

    static Observation verificationFailed(RuleInputs now) {
        WarehouseFacts facts = now.facts();
        if (facts == null) {
            return Observation.unknown(VERIFICATION_FAILED);
        }
        List<Condition> conditions = facts.verified().entrySet().stream()
                .map(table -> verified(table.getKey(), table.getValue()))
                .toList();
        return Observation.of(VERIFICATION_FAILED, conditions);
    }

    /** An undecided comparison neither starts nor resolves an alert. */
    private static Condition verified(String table, Verified verified) {
        Level level = verified.equal() ? Level.CLEAR : verified.different() > 0 ? Level.HOLDS : Level.NEAR;
        return new Condition(
                table,
                level,
                (double) verified.different(),
                QuantityFormat.of(verified.different(), "row") + " of " + table
                        + " differed from the source at the end of the comparison of " + verified.at() + ".");
    }
}
