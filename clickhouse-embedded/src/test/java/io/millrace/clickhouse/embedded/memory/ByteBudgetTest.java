package io.millrace.clickhouse.embedded.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(1 << 20, Duration.ofMillis(50));

    @Test
    void whatOneHoldsAnotherCannotHaveUntilItIsGivenBack() throws Exception {
        try (ByteBudget.Claim first = budget.claim();
                ByteBudget.Claim second = budget.claim()) {
            first.take(700_000);
            second.take(300_000);
            assertThatThrownBy(() -> second.take(200_000))
                    .isInstanceOf(BudgetExceededException.class)
                    .hasMessage(
                            "Memory limit exceeded: this request needs 1 MiB before it can run, and others hold 1 of"
                                    + " 1 MiB. Send it again later, or in smaller parts");
            first.keep(100_000);
            assertThatCode(() -> second.take(500_000)).doesNotThrowAnyException();
        }
        try (ByteBudget.Claim all = budget.claim()) {
            assertThatCode(() -> all.take(1 << 20)).doesNotThrowAnyException();
        }
    }

    @Test
    void whatIsMoreThanThereIsIsRefusedAtOnce() {
        ByteBudget patient = new ByteBudget(1 << 20, Duration.ofHours(1));
        try (ByteBudget.Claim claim = patient.claim()) {
            assertThatThrownBy(() -> claim.take((1 << 20) + 1)).isInstanceOf(BudgetExceededException.class);
        }
    }

    @Test
    void aRequestWaitsForTheEndOfAnother() throws Exception {
        ByteBudget patient = new ByteBudget(1 << 20, Duration.ofSeconds(20));
        ByteBudget.Claim first = patient.claim();
        first.take(1 << 20);
        CompletableFuture<Boolean> served = CompletableFuture.supplyAsync(() -> {
            try (ByteBudget.Claim second = patient.claim()) {
                second.take(1);
                return true;
            } catch (BudgetExceededException e) {
                return false;
            }
        });
        first.close();
        assertThat(served.get(20, TimeUnit.SECONDS)).isTrue();
    }
}
