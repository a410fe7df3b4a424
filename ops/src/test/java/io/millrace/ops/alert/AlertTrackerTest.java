package io.millrace.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.config.AlertRule;
import io.millrace.config.Config;
import io.millrace.ops.alert.AlertTracker.Transition;
import io.millrace.ops.alert.AlertTracker.TransitionKind;
import io.millrace.ops.alert.Condition.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertTrackerTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    /** The rule of these tests: above 30 s for 30 s, over after 30 s on the other side. */
    private static final AlertRule LAG = AlertRule.LAG_SECONDS;

    private final AlertTracker tracker = new AlertTracker("shop", Config.Alerts.DEFAULT);
    private final Threshold limit = new Threshold(LAG, 30);

    @Test
    void aConditionMustHoldForAWhileBeforeItsAlertFires() {
        assertThat(lag(0, 40)).isEmpty();
        assertThat(lag(29, 41)).isEmpty();
        List<Transition> transitions = lag(30, 42);
        assertThat(transitions).extracting(Transition::kind).containsExactly(TransitionKind.FIRED);
        AlertEntry alert = transitions.get(0).alert();
        assertThat(alert.since()).isEqualTo(START);
        assertThat(alert.value()).isEqualTo(42);
        assertThat(alert.threshold()).isEqualTo(30);
        assertThat(alert.severity()).isEqualTo("warning");
        assertThat(alert.reason()).isEqualTo("Lag. The limit is 30 s.");
        assertThat(alert.advice()).isNotEmpty();
        assertThat(tracker.firing()).containsExactly(alert);
    }

    @Test
    void aShortPeakFiresNothingAndIsForgotten() {
        lag(0, 40);
        lag(20, 29);
        assertThat(lag(30, 40)).isEmpty();
        assertThat(lag(59, 40)).isEmpty();
        assertThat(lag(60, 40)).hasSize(1);
    }

    @Test
    void anAlertDoesNotEndCloseToItsThresholdNorAtOnce() {
        lag(0, 40);
        lag(30, 40);
        assertThat(lag(40, 25)).isEmpty();
        assertThat(lag(400, 25)).isEmpty();
        assertThat(lag(410, 24)).isEmpty();
        assertThat(lag(430, 25)).isEmpty();
        assertThat(lag(440, 10)).isEmpty();
        assertThat(lag(469, 10)).isEmpty();
        List<Transition> transitions = lag(470, 10);
        assertThat(transitions).extracting(Transition::kind).containsExactly(TransitionKind.RESOLVED);
        assertThat(transitions.get(0).alert().resolvedAt()).isEqualTo(START.plusSeconds(440));
        assertThat(transitions.get(0).alert().since()).isEqualTo(START);
        assertThat(tracker.firing()).isEmpty();
        assertThat(lag(480, 40)).isEmpty();
    }

    @Test
    void anotherNumberIsAChangeNotAnotherAlert() {
        lag(0, 40);
        lag(30, 40);
        assertThat(lag(31, 40)).isEmpty();
        assertThat(lag(32, 50)).extracting(Transition::kind).containsExactly(TransitionKind.CHANGED);
        assertThat(tracker.firing()).extracting(AlertEntry::value).containsExactly(50.0);
    }

    @Test
    void anUnknownConditionLeavesAnAlertAsItIs() {
        lag(0, 40);
        lag(30, 40);
        for (int second = 31; second < 600; second++) {
            assertThat(tracker.take(List.of(Observation.unknown(LAG)), at(second)))
                    .isEmpty();
        }
        assertThat(tracker.firing()).hasSize(1);
    }

    @Test
    void subjectsAreApartAndOneThatIsGoneIsOver() {
        Condition orders = new Condition("public.orders", Level.HOLDS, 2, "2 of orders");
        Condition items = new Condition("public.items", Level.HOLDS, 1, "1 of items");
        assertThat(deadLetters(0, orders, items)).extracting(Transition::kind).containsOnly(TransitionKind.FIRED);
        assertThat(deadLetters(1, items)).isEmpty();
        assertThat(deadLetters(6, items)).singleElement().satisfies(transitions -> {
            assertThat(transitions.kind()).isEqualTo(TransitionKind.RESOLVED);
            assertThat(transitions.alert().subject()).isEqualTo("public.orders");
        });
        assertThat(tracker.firing()).extracting(AlertEntry::subject).containsExactly("public.items");
    }

    @Test
    void aRestoredAlertKeepsItsStartAndIsNotDeliveredAgain() {
        AlertEntry before = new AlertEntry(
                "shop", LAG.key(), "", START.minusSeconds(3_600), "warning", null, 40, 30, "Lag.", "Do.");
        assertThat(tracker.restore(LAG, before)).isEmpty();
        assertThat(lag(0, 41)).extracting(Transition::kind).containsExactly(TransitionKind.CHANGED);
        assertThat(tracker.firing()).extracting(AlertEntry::since).containsExactly(START.minusSeconds(3_600));
        lag(10, 0);
        assertThat(lag(40, 0)).extracting(Transition::kind).containsExactly(TransitionKind.RESOLVED);
    }

    @Test
    void anAlertThatStartedAgainBeforeItsPastWasKnownGivesWay() {
        lag(0, 40);
        AlertEntry fresh = lag(30, 40).get(0).alert();
        AlertEntry before = new AlertEntry(
                "shop", LAG.key(), "", START.minusSeconds(3_600), "warning", null, 40, 30, "Lag.", "Do.");
        assertThat(tracker.restore(LAG, before)).contains(fresh);
        assertThat(tracker.firing()).containsExactly(before);
    }

    @Test
    void theMostSevereAndThenTheOldestComeFirst() {
        Condition holds = new Condition("", Level.HOLDS, 0, "r");
        tracker.take(List.of(Observation.of(AlertRule.RESCUED_VALUES, holds)), at(0));
        tracker.take(List.of(Observation.of(AlertRule.DEAD_LETTERS, holds)), at(1));
        tracker.take(List.of(Observation.of(AlertRule.VERIFICATION_FAILED, holds)), at(2));
        assertThat(tracker.firing())
                .extracting(AlertEntry::rule)
                .containsExactly("verificationFailed", "deadLetters", "rescuedValues");
    }

    @Test
    void aRuleThatWasTurnedOffEndsItsAlerts() {
        AlertTracker silent = new AlertTracker(
                "shop",
                new Config.Alerts(
                        Map.of(LAG, new AlertRule.Setting(false, 30, 0, AlertRule.Severity.INFO)),
                        List.of(),
                        List.of(),
                        0));
        silent.restore(LAG, new AlertEntry("shop", LAG.key(), "", START, "warning", null, 40, 30, "Lag.", "Do."));
        silent.take(List.of(Observation.of(LAG, List.of())), at(0));
        assertThat(silent.take(List.of(Observation.of(LAG, List.of())), at(5)))
                .extracting(Transition::kind)
                .containsExactly(TransitionKind.RESOLVED);
    }

    private List<Transition> lag(int second, double seconds) {
        return tracker.take(List.of(Observation.of(LAG, limit.condition("", seconds, "Lag."))), at(second));
    }

    private List<Transition> deadLetters(int second, Condition... conditions) {
        return tracker.take(List.of(Observation.of(AlertRule.DEAD_LETTERS, List.of(conditions))), at(second));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
