package io.millrace.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SteadyLoadTest {
    private static SteadyLoad at(double rate) {
        return new SteadyLoad(rate, Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    @Test
    void aLoadIsSoManyTransactions() {
        assertThat(at(50).unmeasured()).isEqualTo(100);
        assertThat(at(50).transactions()).isEqualTo(600);
        assertThat(at(0.5).transactions()).isEqualTo(6);
        assertThat(at(0.01).transactions()).isEqualTo(1);
    }

    @Test
    void clientsFollowTheRateAsFarAsTheShapeAllows() {
        assertThat(at(50).clients(64)).isEqualTo(1);
        assertThat(at(500).clients(64)).isEqualTo(2);
        assertThat(at(2_500).clients(64)).isEqualTo(10);
        assertThat(at(2_500).clients(4)).isEqualTo(4);
        assertThat(at(700).clients(4)).as("a hundred keys have no third").isEqualTo(4);
    }

    @Test
    void everyDimensionHasItsWord() {
        for (var dimension : Dimension.values()) {
            assertThat(Dimension.of(dimension.word())).isEqualTo(dimension);
            assertThat(dimension.points()).isSorted().isNotEmpty();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dimension.of("time"))
                .withMessageContaining("row-size");
    }
}
