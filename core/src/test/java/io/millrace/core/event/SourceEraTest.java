package io.millrace.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SourceEraTest {
    private static final long HIGHEST = (1L << 56) - 1;

    @Test
    void everyPositionOfALaterEraIsHigher() {
        assertThat(SourceEra.place(1, 1)).isGreaterThan(SourceEra.place(HIGHEST, 0));
        assertThat(SourceEra.place(0, SourceEra.LAST)).isGreaterThan(SourceEra.place(HIGHEST, SourceEra.LAST - 1));
    }

    @Test
    void theFirstEraIsTheLsnItself() {
        assertThat(SourceEra.place(42, 0)).isEqualTo(42);
    }

    @Test
    void eraAndLsnComeApartAgain() {
        long place = SourceEra.place(HIGHEST - 5, 127);
        assertThat(SourceEra.of(place)).isEqualTo(127);
        assertThat(SourceEra.lsn(place)).isEqualTo(HIGHEST - 5);
    }

    @Test
    void thereIsNoEraThatDoesNotFit() {
        assertThatThrownBy(() -> SourceEra.place(1, 128)).hasMessageContaining("0 to 127");
    }
}
