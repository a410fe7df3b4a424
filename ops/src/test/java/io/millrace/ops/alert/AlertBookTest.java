package io.millrace.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.config.AlertRule;
import io.millrace.config.Config;
import io.millrace.ops.alert.AlertBook.Happened;
import io.millrace.ops.alert.AlertBook.News;
import io.millrace.ops.alert.Condition.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertBookTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    /** The rule of these tests: above 30 s for 30 s, over after 30 s on the other side. */
    private static final AlertRule LAG = AlertRule.LAG_SECONDS;

    private final AlertBook book = new AlertBook("shop", Config.Alerts.DEFAULT);
    private final Threshold limit = new Threshold(LAG, 30);

    @Test
    void a_condition_must_hold_for_a_while_before_its_alert_fires() {
        assertThat(lag(0, 40)).isEmpty();
        assertThat(lag(29, 41)).isEmpty();
        List<News> news = lag(30, 42);
        assertThat(news).extracting(News::happened).containsExactly(Happened.FIRED);
        AlertEntry alert = news.get(0).alert();
        assertThat(alert.since()).isEqualTo(START);
        assertThat(alert.value()).isEqualTo(42);
        assertThat(alert.threshold()).isEqualTo(30);
        assertThat(alert.severity()).isEqualTo("warning");
        assertThat(alert.reason()).isEqualTo("Lag. The limit is 30 s.");
        assertThat(alert.advice()).isNotEmpty();
        assertThat(book.firing()).containsExactly(alert);
    }

    @Test
    void a_short_peak_fires_nothing_and_is_forgotten() {
        lag(0, 40);
        lag(20, 29);
        assertThat(lag(30, 40)).isEmpty();
        assertThat(lag(59, 40)).isEmpty();
        assertThat(lag(60, 40)).hasSize(1);
    }

    @Test
    void an_alert_does_not_end_close_to_its_threshold_nor_at_once() {
        lag(0, 40);
        lag(30, 40);
        assertThat(lag(40, 25)).isEmpty();
        assertThat(lag(400, 25)).isEmpty();
        assertThat(lag(410, 24)).isEmpty();
        assertThat(lag(430, 25)).isEmpty();
        assertThat(lag(440, 10)).isEmpty();
        assertThat(lag(469, 10)).isEmpty();
        List<News> news = lag(470, 10);
        assertThat(news).extracting(News::happened).containsExactly(Happened.RESOLVED);
        assertThat(news.get(0).alert().resolvedAt()).isEqualTo(START.plusSeconds(440));
        assertThat(news.get(0).alert().since()).isEqualTo(START);
        assertThat(book.firing()).isEmpty();
        assertThat(lag(480, 40)).isEmpty();
    }

    @Test
    void another_number_is_a_change_not_another_alert() {
        lag(0, 40);
        lag(30, 40);
        assertThat(lag(31, 40)).isEmpty();
        assertThat(lag(32, 50)).extracting(News::happened).containsExactly(Happened.CHANGED);
        assertThat(book.firing()).extracting(AlertEntry::value).containsExactly(50.0);
    }

    @Test
    void what_cannot_be_told_leaves_an_alert_as_it_is() {
        lag(0, 40);
        lag(30, 40);
        for (int second = 31; second < 600; second++) {
            assertThat(book.take(List.of(Observation.unknown(LAG)), at(second))).isEmpty();
        }
        assertThat(book.firing()).hasSize(1);
    }

    @Test
    void subjects_are_apart_and_one_that_is_gone_is_over() {
        Condition orders = new Condition("public.orders", Level.HOLDS, 2, "2 of orders");
        Condition items = new Condition("public.items", Level.HOLDS, 1, "1 of items");
        assertThat(letters(0, orders, items)).extracting(News::happened).containsOnly(Happened.FIRED);
        assertThat(letters(1, items)).isEmpty();
        assertThat(letters(6, items)).singleElement().satisfies(news -> {
            assertThat(news.happened()).isEqualTo(Happened.RESOLVED);
            assertThat(news.alert().subject()).isEqualTo("public.orders");
        });
        assertThat(book.firing()).extracting(AlertEntry::subject).containsExactly("public.items");
    }

    @Test
    void an_alert_of_before_keeps_its_beginning_and_is_not_told_again() {
        AlertEntry before = new AlertEntry(
                "shop", LAG.key(), "", START.minusSeconds(3_600), "warning", null, 40, 30, "Lag.", "Do.");
        assertThat(book.restore(LAG, before)).isEmpty();
        assertThat(lag(0, 41)).extracting(News::happened).containsExactly(Happened.CHANGED);
        assertThat(book.firing()).extracting(AlertEntry::since).containsExactly(START.minusSeconds(3_600));
        lag(10, 0);
        assertThat(lag(40, 0)).extracting(News::happened).containsExactly(Happened.RESOLVED);
    }

    @Test
    void an_alert_that_began_anew_before_its_past_was_known_gives_way() {
        lag(0, 40);
        AlertEntry fresh = lag(30, 40).get(0).alert();
        AlertEntry before = new AlertEntry(
                "shop", LAG.key(), "", START.minusSeconds(3_600), "warning", null, 40, 30, "Lag.", "Do.");
        assertThat(book.restore(LAG, before)).contains(fresh);
        assertThat(book.firing()).containsExactly(before);
    }

    @Test
    void the_most_severe_and_then_the_oldest_come_first() {
        Condition holds = new Condition("", Level.HOLDS, 0, "r");
        book.take(List.of(Observation.of(AlertRule.MISFITS, holds)), at(0));
        book.take(List.of(Observation.of(AlertRule.DEAD_LETTERS, holds)), at(1));
        book.take(List.of(Observation.of(AlertRule.VERIFICATION_FAILED, holds)), at(2));
        assertThat(book.firing())
                .extracting(AlertEntry::rule)
                .containsExactly("verificationFailed", "deadLetters", "misfits");
    }

    @Test
    void a_rule_that_was_turned_off_ends_its_alerts() {
        AlertBook silent = new AlertBook(
                "shop",
                new Config.Alerts(
                        Map.of(LAG, new AlertRule.Setting(false, 30, 0, AlertRule.Severity.INFO)),
                        List.of(),
                        List.of(),
                        0));
        silent.restore(LAG, new AlertEntry("shop", LAG.key(), "", START, "warning", null, 40, 30, "Lag.", "Do."));
        silent.take(List.of(Observation.of(LAG, List.of())), at(0));
        assertThat(silent.take(List.of(Observation.of(LAG, List.of())), at(5)))
                .extracting(News::happened)
                .containsExactly(Happened.RESOLVED);
    }

    private List<News> lag(int second, double seconds) {
        return book.take(List.of(Observation.of(LAG, limit.condition("", seconds, "Lag."))), at(second));
    }

    private List<News> letters(int second, Condition... conditions) {
        return book.take(List.of(Observation.of(AlertRule.DEAD_LETTERS, List.of(conditions))), at(second));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
