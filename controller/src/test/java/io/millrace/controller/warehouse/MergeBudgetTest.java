package io.millrace.controller.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MergeBudgetTest {
    private final MergeBudget budget = new MergeBudget();
    private long now = Long.MAX_VALUE - 1;

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void merge(String table, Duration took) {
        long begun = now;
        pass(took);
        budget.took(table, begun, now);
    }

    @Test
    void aTableIsMergedForAHundredthOfTheTime() {
        assertThat(budget.allows("a", now)).isTrue();
        merge("a", Duration.ofMinutes(1));
        pass(Duration.ofMinutes(99));
        assertThat(budget.allows("a", now)).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(budget.allows("a", now)).isTrue();
    }

    @Test
    void allOfThemAreMergedForATenthOfTheTime() {
        merge("a", Duration.ofMinutes(1));
        pass(Duration.ofMinutes(9));
        assertThat(budget.allows("b", now)).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(budget.allows("b", now)).isTrue();
    }

    @Test
    void whatWasRefusedIsTriedTenMinutesLaterAndKeepsNoOtherTableWaiting() {
        merge("a", Duration.ZERO);
        assertThat(budget.allows("b", now)).isTrue();
        pass(Duration.ofMinutes(9));
        assertThat(budget.allows("a", now)).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(budget.allows("a", now)).isTrue();
    }
}
