package io.millrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LsnTest {

    @ParameterizedTest
    @CsvSource({"0/0, 0", "0/1D9CA38, 31050296", "16/B374D848, 97500059720", "FFFFFFFF/FFFFFFFF, -1"})
    void textAndNumberAreTheSame(String text, long number) {
        assertThat(Lsn.parse(text)).isEqualTo(number);
        assertThat(Lsn.format(number)).isEqualTo(text);
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> Lsn.parse("1D9CA38")).isInstanceOf(IllegalArgumentException.class);
    }
}
