package io.millrace.ops.alert;

import static io.millrace.config.AlertRule.DEAD_LETTERS;
import static io.millrace.config.AlertRule.LOAD_FAILED;
import static io.millrace.config.AlertRule.MISFITS;
import static io.millrace.config.AlertRule.TABLE_PAUSED;
import static io.millrace.config.AlertRule.VERIFICATION_FAILED;

import io.millrace.ops.alert.Condition.Level;
import io.millrace.ops.api.Verified;
import java.util.List;

/** What may go wrong with single tables. */
final class TableRules {
    private TableRules() {}

    static Observation deadLetters(Situation now, Threshold limit) {
        Facts facts = now.facts();
        return facts == null
                ? Observation.unknown(DEAD_LETTERS)
                : Observation.of(
                        DEAD_LETTERS,
                        facts.letters().stream()
                                .map(letters -> limit.condition(
                                        letters.table(),
                                        letters.count(),
                                        Amounts.of(letters.count(), "record") + " of "
                                                + (letters.table().isEmpty() ? "no known table" : letters.table())
                                                + " could not land: " + letters.of() + "."))
                                .toList());
    }

    static Observation misfits(Situation now, Threshold limit) {
        Facts facts = now.facts();
        return facts == null
                ? Observation.unknown(MISFITS)
                : Observation.of(
                        MISFITS,
                        facts.misfits().stream()
                                .map(misfits -> limit.condition(
                                        misfits.table(),
                                        misfits.count(),
                                        Amounts.of(misfits.count(), "value") + " of " + misfits.table()
                                                + " did not fit within the last hour (" + misfits.of()
                                                + "); millrace.rescued has the exact text."))
                                .toList());
    }

    static Observation tablePaused(Situation now) {
        Facts facts = now.facts();
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

    static Observation loadFailed(Situation now) {
        Facts facts = now.facts();
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

    static Observation verificationFailed(Situation now) {
        Facts facts = now.facts();
        if (facts == null) {
            return Observation.unknown(VERIFICATION_FAILED);
        }
        List<Condition> conditions = facts.verified().entrySet().stream()
                .map(table -> verified(table.getKey(), table.getValue()))
                .toList();
        return Observation.of(VERIFICATION_FAILED, conditions);
    }

    /** A comparison that could not find out proves neither, so it neither begins nor ends an alert. */
    private static Condition verified(String table, Verified verified) {
        Level level = verified.equal() ? Level.CLEAR : verified.different() > 0 ? Level.HOLDS : Level.NEAR;
        return new Condition(
                table,
                level,
                (double) verified.different(),
                Amounts.of(verified.different(), "row") + " of " + table
                        + " differed from the source at the end of the comparison of " + verified.at() + ".");
    }
}
