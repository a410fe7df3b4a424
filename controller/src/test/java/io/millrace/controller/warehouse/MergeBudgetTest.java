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
        assertThat(budget.wait("a", now)).isZero();
        merge("a", Duration.ofMinutes(1));
        pass(Duration.ofMinutes(99));
        assertThat(budget.wait("a", now)).isEqualTo(Duration.ofMinutes(1).toNanos());
        pass(Duration.ofMinutes(1));
        assertThat(budget.wait("a", now)).isZero();
    }

    @Test
    void allOfThemAreMergedForATenthOfTheTime() {
        merge("a", Duration.ofMinutes(1));
        pass(Duration.ofMinutes(9));
        assertThat(budget.wait("b", now)).isEqualTo(Duration.ofMinutes(1).toNanos());
        pass(Duration.ofMinutes(1));
        assertThat(budget.wait("b", now)).isZero();
    }

    @Test
    void whatWasRefusedIsTriedTenMinutesLaterAndKeepsNoOtherTableWaiting() {
        budget.refused("a", now);
        assertThat(budget.wait("b", now)).isZero();
        pass(Duration.ofMinutes(9));
        assertThat(budget.wait("a", now)).isEqualTo(Duration.ofMinutes(1).toNanos());
        pass(Duration.ofMinutes(1));
        assertThat(budget.wait("a", now)).isZero();
    }
}
